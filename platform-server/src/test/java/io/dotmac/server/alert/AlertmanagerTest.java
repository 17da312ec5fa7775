package io.dotmac.server.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.live.LiveRow;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.TestReports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Debian's own `amtool` and Prometheus, as they are, against this server.
class AlertmanagerTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Path AMTOOL = Path.of("/usr/bin/amtool");
    private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");

    @TempDir
    private Path folder;

    private TestPlatform platform;
    private Path access;

    @BeforeEach
    void start() throws IOException {
        assumeThat(AMTOOL).as("amtool of the package prometheus-alertmanager").exists();
        platform = TestPlatform.start();
        access = folder.resolve("http.yml");
        Files.writeString(
                access, "authorization: {credentials: \"%s\"}\n".formatted(platform.token(TestPlatform.OPERATOR)));
    }

    @AfterEach
    void stop() {
        if (platform != null) {
            platform.close();
        }
    }

    @Test
    void amtoolAddsFindsAndSilencesAlerts() throws Exception {
        assertThat(amtool("alert", "add", "alertname=LinkDown", "severity=critical", "device=olt-7"))
                .isEmpty();
        assertThat(amtool("alert", "add", "alertname=FanSlow", "severity=warning", "device=olt-7"))
                .isEmpty();

        assertThat(amtool("alert", "query")).contains("LinkDown").contains("FanSlow");
        assertThat(amtool("alert", "query", "alertname=~\"Link.*\"", "device=olt-7"))
                .contains("LinkDown")
                .doesNotContain("FanSlow");
        assertThat(firing()).extracting(Alert::rule).containsExactlyInAnyOrder("LinkDown", "FanSlow");

        String id = amtool("silence", "add", "-a", "Ada", "-c", "new fan", "-d", "2h", "alertname=FanSlow")
                .strip();
        assertThat(amtool("silence", "query"))
                .contains(id.substring(0, 8))
                .contains("Ada")
                .contains("new fan");
        assertThat(amtool("alert", "query")).contains("LinkDown").doesNotContain("FanSlow");
        assertThat(amtool("alert", "query", "--silenced")).contains("FanSlow");
        amtool("silence", "expire", id);
        assertThat(amtool("silence", "query")).doesNotContain("new fan");
        assertThat(amtool("alert", "query")).contains("FanSlow");
        assertThat(amtool("config", "show")).contains("receiver");
        assertThat(amtool("cluster", "show")).contains("ready");
    }

    @Test
    void whatAgentsReportIsThereTooAndNothingOfOthers() throws Exception {
        TestAgent agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, "edge-1");
        agent.send(TestReports.of("b1", 1, Instant.now())
                .with("redis", Health.DOWN)
                .report());
        await().atMost(SOON).until(() -> firing().size() == 1);

        assertThat(amtool("alert", "query", "-o", "extended"))
                .contains("dependency-down")
                .contains("edge-1");
        Files.writeString(
                access, "authorization: {credentials: \"%s\"}\n".formatted(platform.token(TestPlatform.OTHER)));
        assertThat(amtool("alert", "query")).doesNotContain("dependency-down");
    }

    @Test
    void alertThatNobodyTellsAgainEnds() throws Exception {
        amtool("alert", "add", "alertname=LinkDown", "device=olt-7");
        assertThat(firing()).hasSize(1);

        platform.clock().advance(Duration.ofMinutes(6));

        await().atMost(SOON).until(() -> firing().isEmpty());
    }

    @Test
    void prometheusSendsItsAlerts() throws Exception {
        assumeThat(PROMETHEUS).as("prometheus of the package prometheus").exists();
        Path rules = folder.resolve("rules.yml");
        Files.writeString(rules, """
                groups:
                  - name: test
                    interval: 1s
                    rules:
                      - alert: AlwaysWrong
                        expr: label_replace(vector(1), "site", "north", "", "")
                        labels: {severity: critical}
                        annotations: {summary: "it is wrong at {{ $labels.site }}"}
                """);
        Path config = folder.resolve("prometheus.yml");
        Files.writeString(config, """
                global: {evaluation_interval: 1s}
                rule_files: ["%s"]
                alerting:
                  alertmanagers:
                    - authorization: {credentials: "%s"}
                      static_configs: [{targets: ["%s:%d"]}]
                """.formatted(
                        rules,
                        platform.token(TestPlatform.OPERATOR),
                        platform.url().host(),
                        platform.url().port()));
        int port = freePort();
        Process prometheus = new ProcessBuilder(
                        PROMETHEUS.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--rules.alert.resend-delay=2s")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
        try {
            await().atMost(SOON).until(() -> firing().size() == 1);
            Alert alert = firing().getFirst();
            assertThat(alert.rule()).isEqualTo("AlwaysWrong");
            assertThat(alert.summary()).isEqualTo("it is wrong at north");
            assertThat(alert.generator()).contains("/graph?g0.expr=");
        } finally {
            prometheus.destroy();
            prometheus.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private List<Alert> firing() {
        try {
            return platform.as(TestPlatform.VIEWER).list("/api/v1/alerts", LiveRow.Alert.class).stream()
                    .map(LiveRow.Alert::alert)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String amtool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(AMTOOL.toString(), "--alertmanager.url=" + platform.url(), "--http.config.file=" + access));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
