package io.dotmac.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What `dotmac health` prints.
class HealthCommandTest {
    @Test
    void tableHasDependenciesAndWhatWasMeasured() {
        String url;
        try (TestPlatform server = TestPlatform.start()) {
            url = server.url().toString().replaceAll("/$", "");
            await().atMost(Duration.ofSeconds(30)).until(() -> run(url).contains("Ready, state"));

            assertThat(run(url).lines())
                    .anyMatch(line -> line.matches("postgresql +up +yes +[0-9.]+ ms.*"))
                    .anyMatch(line -> line.matches("database-pool +up +active [0-9]+, idle [0-9]+, max 8, waiting 0"))
                    .anyMatch(line -> line.matches("query-performance +(up|warning) .*mean millis .*queries .*"))
                    .anyMatch(line -> line.matches("trace-endpoint +off +telemetry.otel-enabled .*"));
        }
        assertThat(Main.commandLine().execute("health", "--url", url)).isEqualTo(1);
    }

    private static String run(String url) {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            Main.commandLine().execute("health", "--url", url);
        } finally {
            System.setOut(before);
        }
        before.print(printed.toString(StandardCharsets.UTF_8));
        return printed.toString(StandardCharsets.UTF_8);
    }
}
