package io.dotmac.server.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.model.agent.Revocation;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.AlertRule;
import io.dotmac.model.alert.MissingData;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.report.Receipt;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.SeriesName;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.TestReports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Alerts about what is not told any more: none stands for ever, whether the server was restarted meanwhile or not.
class LeftAlertsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration NEXT_LOOK = Duration.ofSeconds(40);
    private static final SeriesName OF_HOST = new SeriesName("host", "own_load", "");
    private static final SeriesName OF_REDIS = new SeriesName("redis", "own_load", "");
    private TestPlatform platform;
    private TestAgent agent;
    private int seq;

    @BeforeEach
    void start() throws IOException {
        platform = TestPlatform.start();
        agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, "edge-1");
        platform.as(TestPlatform.ROOT)
                .send("PUT", "/api/v1/alert-rules/own-load?tenant=acme", rule("own-load", "own_load"));
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void valueThatIsNotToldAfterARestartIsStaleAndEndsWithItsTarget() throws IOException {
        send(report().with("redis", Health.UP)
                .with(OF_HOST, 99)
                .with(OF_REDIS, 99)
                .report());
        await().atMost(SOON).untilAsserted(() -> assertThat(firing()).hasSize(2));

        restart();
        platform.clock().advance(Duration.ofMinutes(3));
        send(report().with("redis", Health.UP).report());

        await().atMost(NEXT_LOOK)
                .untilAsserted(() -> assertThat(firing()).hasSize(2).allMatch(Alert::stale));
        send(report().report());
        await().atMost(NEXT_LOOK)
                .untilAsserted(() -> assertThat(firing())
                        .extracting(alert -> alert.label("target"))
                        .containsExactly("host"));
        send(report().with(OF_HOST, 98).report());
        await().atMost(SOON).untilAsserted(() -> assertThat(firing()).noneMatch(Alert::stale));
    }

    @Test
    void valueThatIsNotToldSinceAnotherRuleChangedIsStale() throws IOException {
        send(report().with(OF_HOST, 99).report());
        await().atMost(SOON).untilAsserted(() -> assertThat(firing()).hasSize(1));

        platform.as(TestPlatform.ROOT)
                .send("PUT", "/api/v1/alert-rules/other?tenant=acme", rule("other", "other_load"));
        platform.clock().advance(Duration.ofMinutes(3));
        send(report().report());

        await().atMost(NEXT_LOOK)
                .untilAsserted(() -> assertThat(firing()).hasSize(1).allMatch(Alert::stale));
    }

    @Test
    void valueThatAlwaysComesSeldomIsNotStaleBetween() throws IOException {
        for (int round = 0; round < 2; round++) {
            platform.clock().advance(Duration.ofMinutes(3));
            send(report().with("redis", Health.UP).with(OF_REDIS, 99).report());
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(firing()).hasSize(1));

        platform.clock().advance(Duration.ofSeconds(150));
        send(report().with("redis", Health.UP).report());

        await().during(Duration.ofSeconds(17))
                .atMost(NEXT_LOOK)
                .untilAsserted(() -> assertThat(firing()).hasSize(1).noneMatch(Alert::stale));
    }

    @Test
    void whatNoRuleWatchesAnyMoreEndsAtTheNextStart() throws IOException {
        send(report().with("redis", Health.DOWN).with(OF_HOST, 99).report());
        await().atMost(SOON).untilAsserted(() -> assertThat(firing()).hasSize(2));
        TestPlatform before = platform;
        before.close();
        before.value("delete from alert.rules returning 1");

        platform = TestPlatform.start(before.database(), Map.of());

        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(firing()).extracting(Alert::rule).containsExactly("dependency-down"));
    }

    @Test
    void nodeThatWasTakenOutTakesItsAlertsAlong() throws IOException {
        send(report().with("redis", Health.DOWN).with(OF_HOST, 99).report());
        await().atMost(SOON).untilAsserted(() -> assertThat(firing()).hasSize(2));

        platform.as(TestPlatform.OPERATOR)
                .send("POST", "/api/v1/agents/" + agent.node() + "/revocation", new Revocation("sold"));

        await().atMost(SOON).untilAsserted(() -> assertThat(firing()).isEmpty());
    }

    @Test
    void fileSystemThatIsUnmountedTakesItsAlertAlongAndOneThatHangsDoesNot() throws IOException {
        send(host(Map.of())
                .with(mount("/"), 20)
                .with(mount("/a"), 99)
                .with(mount("/b"), 99)
                .report());
        await().atMost(SOON).untilAsserted(() -> assertThat(firing()).hasSize(2));
        restart();

        for (int round = 0; round < 5; round++) {
            platform.clock().advance(Duration.ofSeconds(20));
            send(host(Map.of("disk /b", "does not answer")).with(mount("/"), 20).report());
        }

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(firing())
                        .extracting(alert -> alert.label("instance"))
                        .containsExactly("/b"));
        assertThat(platform.value("select detail from alert.transitions where kind = 'resolved'"))
                .isEqualTo("/a is no longer reported");
    }

    private TestReports host(Map<String, String> facts) {
        return report().with("host", Health.UP, facts);
    }

    private static SeriesName mount(String point) {
        return new SeriesName("host", "own_load", point);
    }

    private void send(Report report) throws IOException {
        platform.client(Optional.of(agent.token())).post("/api/v1/agents/reports", report, Receipt.class);
    }

    private void restart() {
        platform.close();
        platform = TestPlatform.start(platform.database(), Map.of());
    }

    private TestReports report() {
        seq++;
        Instant now = platform.clock().instant();
        return TestReports.of("b1", seq, now);
    }

    private static AlertRule rule(String name, String metric) {
        return new AlertRule(
                name,
                "{target} is at {value}",
                metric,
                Optional.empty(),
                false,
                Optional.of(80.0),
                Optional.of(95.0),
                0,
                0,
                MissingData.KEEP,
                "%",
                true,
                false);
    }

    private List<Alert> firing() {
        try {
            return platform.as(TestPlatform.VIEWER).list("/api/v1/alerts", LiveRow.Alert.class).stream()
                    .map(LiveRow.Alert::alert)
                    .filter(alert -> !alert.rule().equals("agent-silent"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
