package io.dotmac.server.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrafanaDashboardTest {
    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

    @TempDir
    private Path folder;

    @Test
    void dashboardHasWhatGrafanaImports() throws IOException {
        JsonNode dashboard = dashboard();

        assertThat(dashboard.path("uid").asText()).matches("[a-z0-9-]{1,40}");
        assertThat(dashboard.path("id").isNull()).isTrue();
        assertThat(dashboard.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(36);
        assertThat(dashboard.path("templating").path("list").findValuesAsText("name"))
                .containsExactly("datasource", "tenant", "node");
        Set<Integer> ids = new HashSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            assertThat(ids.add(panel.path("id").asInt())).isTrue();
            assertThat(panel.path("type").asText()).isEqualTo("timeseries");
            assertThat(panel.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
            assertThat(panel.path("fieldConfig")
                            .path("defaults")
                            .path("custom")
                            .path("spanNulls")
                            .asBoolean(true))
                    .isFalse();
            assertThat(panel.path("gridPos").path("x").asInt()
                            + panel.path("gridPos").path("w").asInt())
                    .isLessThanOrEqualTo(24);
            assertThat(steps(panel).getFirst().path("value").isNull()).isTrue();
        }
        assertThat(ids.size()).isGreaterThanOrEqualTo(8);
    }

    @Test
    void edgesOfARuleAreItsThresholdsInRisingOrder() throws IOException {
        List<JsonNode> disk = steps(panel("host-disk"));
        assertThat(disk).extracting(step -> step.path("value").asDouble()).containsExactly(0.0, 80.0, 90.0);
        assertThat(disk)
                .extracting(step -> step.path("color").asText())
                .containsExactly("#009E73", "#F0E442", "#D55E00");
        List<JsonNode> days = steps(panel("certificate-expiry"));
        assertThat(days).extracting(step -> step.path("value").asDouble()).containsExactly(0.0, 7.0, 21.0);
        assertThat(days)
                .extracting(step -> step.path("color").asText())
                .containsExactly("#D55E00", "#F0E442", "#009E73");
    }

    @Test
    void promtoolReadsEveryExpression() throws Exception {
        assumeThat(PROMTOOL).as("promtool of the package prometheus").exists();
        StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
        int count = 0;
        for (JsonNode panel : dashboard().path("panels")) {
            String expression = panel.path("targets").path(0).path("expr").asText();
            rules.append("      - record: panel_").append(count++).append("\n        expr: '");
            rules.append(expression.replace("'", "''").replace("$tenant", ".*").replace("$node", ".*"))
                    .append("'\n");
        }
        Path file = folder.resolve("dashboard.yml");
        Files.writeString(file, rules);

        Process process = new ProcessBuilder(PROMTOOL.toString(), "check", "rules", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said + rules).isZero();
        assertThat(said).contains("SUCCESS: " + count + " rules found");
        assertThat(rules)
                .contains("host_cpu_percent{tenant=~\".*\",node=~\".*\"}")
                .doesNotContain("}{");
    }

    private static JsonNode dashboard() throws IOException {
        return Json.mapper().readTree(GrafanaDashboard.of(ShippedRules.ALL));
    }

    private static JsonNode panel(String rule) throws IOException {
        for (JsonNode panel : dashboard().path("panels")) {
            if (panel.path("title").asText().equals(rule)) {
                return panel;
            }
        }
        throw new AssertionError("no panel " + rule);
    }

    private static List<JsonNode> steps(JsonNode panel) {
        List<JsonNode> steps = new ArrayList<>();
        panel.path("fieldConfig")
                .path("defaults")
                .path("thresholds")
                .path("steps")
                .forEach(steps::add);
        return steps;
    }
}
