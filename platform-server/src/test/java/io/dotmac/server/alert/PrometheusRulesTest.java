package io.dotmac.server.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrometheusRulesTest {
    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

    @TempDir
    private Path folder;

    @Test
    void promtoolTakesTheShippedRules() throws Exception {
        assumeThat(PROMTOOL).as("promtool of the package prometheus").exists();
        Path file = folder.resolve("rules.yml");
        Files.writeString(file, PrometheusRules.file(ShippedRules.ALL));

        Process process = new ProcessBuilder(PROMTOOL.toString(), "check", "rules", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("SUCCESS: 19 rules found");
        assertThat(Files.readString(file)).contains("host_cpu_percent > 70.0").contains("for: 300s");
    }
}
