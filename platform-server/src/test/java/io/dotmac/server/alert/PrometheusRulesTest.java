package io.dotmac.server.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.dotmac.model.alert.AlertRule;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrometheusRulesTest {
    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

    @TempDir
    private Path folder;

    @Test
    void promtoolTakesTheShippedRules() throws Exception {
        String rules = PrometheusRules.file("", ShippedRules.ALL);

        checked(rules);

        assertThat(rules).contains("host_cpu_percent > 70.0").contains("for: 300s");
    }

    @Test
    void promtoolTakesRulesOfOneTargetOfOneTenant() throws Exception {
        List<AlertRule> narrow =
                ShippedRules.ALL.stream().map(PrometheusRulesTest::ofOneTarget).toList();

        String rules = PrometheusRules.file("acme", narrow);

        checked(rules);
        assertThat(rules.lines().filter(line -> line.contains("expr:") && !line.contains("dotmac_http")))
                .allSatisfy(line -> assertThat(line).contains("{target=\"db \\\\ \\\"1\\\"\",tenant=~\"acme|\"}"));
        assertThat(rules)
                .containsPattern("pg_stat_activity_count\\{target.* / .*pg_settings_max_connections\\{target")
                .containsPattern("pgbouncer_used_clients\\{target.* / pgbouncer_config_max_client_connections\\{target")
                .contains(
                        "(probe_ssl_earliest_cert_expiry{target",
                        "1 - dependency_up{target",
                        "host_cpu_percent{target");
    }

    private static AlertRule ofOneTarget(AlertRule rule) {
        return new AlertRule(
                rule.name(),
                rule.summary(),
                rule.metric(),
                Optional.of("db \\ \"1\""),
                rule.below(),
                rule.warning(),
                rule.critical(),
                rule.forSeconds(),
                rule.margin(),
                rule.missing(),
                rule.unit(),
                true,
                true);
    }

    private void checked(String rules) throws Exception {
        assumeThat(PROMTOOL).as("promtool of the package prometheus").exists();
        Path file = folder.resolve("rules.yml");
        Files.writeString(file, rules);
        check("rules", file);
    }

    /// The file that whoever has a Prometheus begins with.
    @Test
    void promtoolTakesTheShippedConfiguration() throws Exception {
        assumeThat(PROMTOOL).as("promtool of the package prometheus").exists();
        Path file = folder.resolve("prometheus.yml");
        Files.copy(Path.of("../packaging/infra/prometheus/prometheus.yml"), file);
        Files.writeString(folder.resolve("dotmac-rules.yaml"), PrometheusRules.file("", ShippedRules.ALL));
        Files.writeString(folder.resolve("dotmac-token"), "token");

        check("config", file);
    }

    private static void check(String what, Path file) throws Exception {
        Process process = new ProcessBuilder(PROMTOOL.toString(), "check", what, file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("SUCCESS: 19 rules found");
    }
}
