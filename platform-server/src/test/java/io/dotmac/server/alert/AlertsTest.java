package io.dotmac.server.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dotmac.client.ApiException;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.AlertRule;
import io.dotmac.model.alert.AlertState;
import io.dotmac.model.alert.Level;
import io.dotmac.model.alert.Matcher;
import io.dotmac.model.alert.MissingData;
import io.dotmac.model.alert.NewAck;
import io.dotmac.model.alert.NewOwner;
import io.dotmac.model.alert.NewSilence;
import io.dotmac.model.alert.ReplayResult;
import io.dotmac.model.alert.Silence;
import io.dotmac.model.alert.SilencePreview;
import io.dotmac.model.alert.Transition;
import io.dotmac.model.alert.Transition.Kind;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.live.ClientFrame;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.ServerFrame;
import io.dotmac.model.live.Topic;
import io.dotmac.model.report.Receipt;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.Samples;
import io.dotmac.model.report.SeriesName;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestConsole;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.TestReports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AlertsTest {
    private static final Duration LOOK = Duration.ofSeconds(50);
    private static final Duration SOON = Duration.ofSeconds(20);
    private final Instant now = Instant.now();
    private TestPlatform platform;
    private TestAgent agent;

    @BeforeEach
    void start() throws IOException {
        platform = TestPlatform.start();
        agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, "edge-1");
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void dependencyThatFallsIsAnAlertUntilItIsBack() throws IOException {
        try (TestConsole console = TestConsole.open(platform, TestPlatform.VIEWER);
                TestConsole foreign = TestConsole.open(platform, TestPlatform.OTHER)) {
            console.send(new ClientFrame.Subscribe(Set.of(Topic.ALERTS)));
            foreign.send(new ClientFrame.Subscribe(Set.of(Topic.ALERTS)));
            assertThat(console.next(ServerFrame.Snapshot.class).rows()).isEmpty();
            assertThat(foreign.next(ServerFrame.Snapshot.class).rows()).isEmpty();

            redis(1, Health.DOWN);

            LiveRow.Alert row = (LiveRow.Alert)
                    console.next(ServerFrame.Delta.class).upserts().getFirst();
            assertThat(row.alert().rule()).isEqualTo("dependency-down");
            assertThat(row.alert().summary()).isEqualTo("redis is down, seen from edge-1");
            assertThat(row.alert().level()).isEqualTo(Level.CRITICAL);
            assertThat(row.tenant()).isEqualTo("acme");

            redis(2, Health.UP);

            assertThat(console.next(ServerFrame.Delta.class).removed()).containsExactly(row.key());
        }
        assertThat(firing(TestPlatform.VIEWER)).isEmpty();
        assertThat(list(TestPlatform.OTHER, "/api/v1/alerts?state=all", LiveRow.Alert.class))
                .isEmpty();
        assertThat(history().stream().map(Transition::kind)).containsExactly(Kind.RESOLVED, Kind.FIRED);
    }

    @Test
    void personTakesAnAlertOnAndItShows() throws IOException {
        Alert alert = redisDown();
        String path = "/api/v1/alerts/" + alert.fingerprint();

        Alert acked = post(path + "/ack", new NewAck(Optional.of("on it"), Optional.empty()));
        Alert owned = post(path + "/owner", new NewOwner(Optional.empty(), Optional.empty()));

        assertThat(acked.ack().orElseThrow().name()).isEqualTo("Op");
        assertThat(acked.ack().orElseThrow().why()).isEqualTo("on it");
        assertThat(owned.owner().orElseThrow().name()).isEqualTo("Op");
        assertThat(firing(TestPlatform.VIEWER).getFirst().ack()).isPresent();
        assertThat(history().stream().map(Transition::kind)).containsExactly(Kind.OWNED, Kind.ACKED, Kind.FIRED);
        assertThat(platform.value("select count(*) from public.audit_logs where action = 'alert.acked'"))
                .isEqualTo("1");
        assertThatThrownBy(() -> platform.as(TestPlatform.VIEWER)
                        .post(path + "/ack", new NewAck(Optional.empty(), Optional.empty()), LiveRow.Alert.class))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(403));
        assertThatThrownBy(() -> platform.as(TestPlatform.OTHER)
                        .post(path + "/ack", new NewAck(Optional.empty(), Optional.empty()), LiveRow.Alert.class))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(404));
    }

    @Test
    void platformStaffTakeOnWhatTheySeeWithoutNamingWhoseItIs() throws IOException {
        String path = "/api/v1/alerts/" + redisDown().fingerprint();

        LiveRow.Alert acked = platform.as(TestPlatform.ROOT)
                .post(path + "/ack", new NewAck(Optional.of("seen"), Optional.empty()), LiveRow.Alert.class);

        assertThat(acked.tenant()).isEqualTo("acme");
        assertThat(firing(TestPlatform.VIEWER).getFirst().ack().orElseThrow().why())
                .isEqualTo("seen");
        assertThat(platform.as(TestPlatform.ROOT).list(path + "/history", Transition.class))
                .extracting(Transition::kind)
                .containsExactly(Kind.ACKED, Kind.FIRED);
    }

    @Test
    void whoTookAnAlertOnDoesNotChangeWhoToldOfIt() throws IOException {
        Alert alert = redisDown();
        platform.value("update alert.alerts set external = true returning 1");

        post("/api/v1/alerts/" + alert.fingerprint() + "/ack", new NewAck(Optional.of("on it"), Optional.empty()));

        assertThat(platform.value("select external from alert.alerts")).isEqualTo("t");
    }

    @Test
    void acknowledgementEndsWhenItsTimeIsOver() throws IOException {
        Alert alert = redisDown();
        post(
                "/api/v1/alerts/" + alert.fingerprint() + "/ack",
                new NewAck(
                        Optional.empty(), Optional.of(platform.clock().instant().plusSeconds(60))));

        platform.clock().advance(Duration.ofSeconds(61));

        await().atMost(SOON)
                .until(() -> firing(TestPlatform.VIEWER).stream()
                        .allMatch(one -> one.ack().isEmpty()));
        assertThat(history().stream().map(Transition::kind)).contains(Kind.UNACKED);
    }

    @Test
    void silenceShowsWhatItKeepsQuietAndEnds() throws IOException {
        redisDown();
        Instant ends = platform.clock().instant().plusSeconds(600);
        NewSilence wanted = new NewSilence(
                List.of(Matcher.equal("target", "redis"), new Matcher("node", "edge-.*", true, true)),
                Optional.empty(),
                ends,
                "moved to another rack");

        SilencePreview preview =
                platform.as(TestPlatform.VIEWER).post("/api/v1/silences/preview", wanted, SilencePreview.class);
        Silence silence = platform.as(TestPlatform.OPERATOR).post("/api/v1/silences", wanted, Silence.class);

        assertThat(preview.matches()).isEqualTo(1);
        assertThat(firing(TestPlatform.VIEWER).getFirst().facts().silences()).containsExactly(silence.id());
        await().atMost(SOON)
                .until(() -> platform.value("select warned from alert.silences").equals("f"));
        platform.clock().advance(Duration.ofSeconds(601));
        await().atMost(SOON)
                .until(() -> firing(TestPlatform.VIEWER)
                        .getFirst()
                        .facts()
                        .silences()
                        .isEmpty());
        assertThatThrownBy(() -> platform.as(TestPlatform.OPERATOR)
                        .post(
                                "/api/v1/silences",
                                new NewSilence(
                                        List.of(new Matcher("node", ".*", true, true)),
                                        Optional.empty(),
                                        ends.plusSeconds(3_600),
                                        "all"),
                                Silence.class))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(400));
    }

    @Test
    void silenceThatEndsWhileItStillHidesSomethingIsAnAlertUntilItIsMadeLonger() throws IOException {
        redisDown();
        NewSilence wanted = new NewSilence(
                List.of(Matcher.equal("target", "redis")),
                Optional.empty(),
                platform.clock().instant().plus(Duration.ofMinutes(40)),
                "moved");
        Silence silence = platform.as(TestPlatform.OPERATOR).post("/api/v1/silences", wanted, Silence.class);
        platform.clock().advance(Duration.ofMinutes(29));
        await().during(Duration.ofSeconds(16)).atMost(LOOK).until(() -> ending().isEmpty());

        platform.clock().advance(Duration.ofMinutes(2));

        await().atMost(LOOK).until(() -> ending().size() == 1);
        assertThat(ending().getFirst().summary()).startsWith("silence ends at ").endsWith("hides alerts: moved");
        NewSilence longer = new NewSilence(
                wanted.matchers(), Optional.empty(), wanted.endsAt().plus(Duration.ofHours(4)), "moved");
        platform.as(TestPlatform.OPERATOR).send("PUT", "/api/v1/silences/" + silence.id(), longer);
        await().atMost(LOOK).until(() -> ending().isEmpty());
    }

    private List<Alert> ending() throws IOException {
        return firing(TestPlatform.VIEWER).stream()
                .filter(one -> one.rule().equals("silence-expiring"))
                .toList();
    }

    @Test
    void silentAgentIsOneAlertAndExplainsTheRest() throws IOException {
        redisDown();

        platform.clock().advance(Duration.ofMinutes(3));

        await().atMost(SOON).until(() -> firing(TestPlatform.VIEWER).size() == 2);
        Alert redis = firing(TestPlatform.VIEWER).stream()
                .filter(alert -> alert.rule().equals("dependency-down"))
                .findFirst()
                .orElseThrow();
        await().atMost(SOON).untilAsserted(() -> {
            Alert shown = platform.as(TestPlatform.VIEWER)
                    .get("/api/v1/alerts/" + redis.fingerprint(), LiveRow.Alert.class)
                    .alert();
            assertThat(shown.facts().inhibitedBy()).contains("agent of edge-1 is silent");
            assertThat(shown.stale()).isTrue();
        });
    }

    @Test
    void alertsAndWhoHasThemOutliveTheServer() throws IOException {
        Alert alert = redisDown();
        post("/api/v1/alerts/" + alert.fingerprint() + "/ack", new NewAck(Optional.of("mine"), Optional.empty()));
        platform.close();

        platform = TestPlatform.start(platform.database(), Map.of());

        assertThat(firing(TestPlatform.VIEWER).getFirst().ack().orElseThrow().why())
                .isEqualTo("mine");
        redis(2, Health.UP);
        await().atMost(SOON).until(() -> firing(TestPlatform.VIEWER).isEmpty());
        assertThat(history().stream().map(Transition::kind)).containsExactly(Kind.RESOLVED, Kind.ACKED, Kind.FIRED);
    }

    @Test
    void twoServersThatFindTheSameTellItOnce() throws IOException {
        try (TestPlatform second = TestPlatform.start(platform.database(), Map.of())) {
            for (int round = 0; round < 2; round++) {
                redis(2 * round + 1, Health.DOWN);
                await().atMost(SOON)
                        .until(() -> firing(second, TestPlatform.VIEWER).size() == 1);
                redis(2 * round + 2, Health.UP);
                await().atMost(SOON)
                        .until(() -> firing(second, TestPlatform.VIEWER).isEmpty());
            }
        }
        assertThat(platform.value("select count(*) from alert.transitions where kind = 'fired'"))
                .isEqualTo("2");
        assertThat(platform.value("select count(*) from public.outbox where type = 'alert.fired'"))
                .isEqualTo("2");
    }

    @Test
    void ownRuleWatchesSamplesAndIsReplayedBefore() throws IOException {
        load(1, 50);
        load(2, 85);
        load(3, 50);
        load(4, 99);
        AlertRule rule = rule(Optional.of(80.0), Optional.of(95.0));

        ReplayResult replay =
                platform.as(TestPlatform.OPERATOR).post("/api/v1/alert-rules/replay?days=1", rule, ReplayResult.class);
        assertThat(replay.fired()).isEqualTo(2);
        assertThat(replay.series()).isEqualTo(1);
        assertThat(replay.samples()).isEqualTo(4);
        assertThat(replay.episodes().getLast().level()).isEqualTo(Level.CRITICAL);
        assertThatThrownBy(() -> put(TestPlatform.OPERATOR, rule))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(403));

        put(TestPlatform.ROOT, rule);
        load(5, 85);
        await().atMost(SOON).until(() -> firing(TestPlatform.VIEWER).size() == 1);
        Alert alert = firing(TestPlatform.VIEWER).getFirst();
        assertThat(alert.summary()).isEqualTo("load of edge-1 is 85 %");
        assertThat(alert.level()).isEqualTo(Level.WARNING);
        load(6, 97);
        await().atMost(SOON).until(() -> firing(TestPlatform.VIEWER).getFirst().level() == Level.CRITICAL);

        platform.as(TestPlatform.ROOT).send("DELETE", "/api/v1/alert-rules/own-load" + acme(), null);

        await().atMost(SOON).until(() -> firing(TestPlatform.VIEWER).isEmpty());
    }

    @Test
    void replayTellsSinceWhenItCanJudgeAndWhatItCannot() throws IOException {
        load(1, 99);
        ReplayResult replay = platform.as(TestPlatform.OPERATOR)
                .post(
                        "/api/v1/alert-rules/replay?days=30",
                        rule(Optional.of(80.0), Optional.of(95.0)),
                        ReplayResult.class);
        assertThat(replay.from()).isAfter(now.minus(Duration.ofDays(8)));
        assertThat(replay.fired()).isEqualTo(1);

        double soon = now.plus(Duration.ofDays(3)).getEpochSecond();
        agent.send(TestReports.of("b1", 2, now)
                .with(new SeriesName("web", "probe_ssl_earliest_cert_expiry", ""), soon)
                .report());
        ReplayResult certificate = platform.as(TestPlatform.OPERATOR)
                .post(
                        "/api/v1/alert-rules/replay?days=1",
                        ShippedRules.named("certificate-expiry").orElseThrow(),
                        ReplayResult.class);
        assertThat(certificate.episodes())
                .singleElement()
                .satisfies(one -> assertThat(one.level()).isEqualTo(Level.CRITICAL));

        assertThatThrownBy(() -> platform.as(TestPlatform.OPERATOR)
                        .post(
                                "/api/v1/alert-rules/replay?days=1",
                                ShippedRules.named("db-connections").orElseThrow(),
                                ReplayResult.class))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(409))
                .hasMessageContaining("is not stored to be replayed");
    }

    private void put(String who, AlertRule rule) throws IOException {
        String tenant = who.equals(TestPlatform.ROOT) ? acme() : "";
        platform.as(who).send("PUT", "/api/v1/alert-rules/own-load" + tenant, rule);
    }

    private String acme() {
        return "?tenant=" + platform.value("select id from public.tenants where slug = 'acme'");
    }

    private void load(int seq, double value) throws IOException {
        Instant at = now.minusSeconds(60).plusSeconds(10L * seq);
        Samples samples = new Samples(
                List.of(new SeriesName("host", "own_load", "")), at, new int[] {0}, new int[] {0}, new double[] {value
                });
        agent.send(new Report(
                "b1",
                seq,
                at,
                seq * 1_000L,
                true,
                10_000,
                "0.1.0",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                samples,
                List.of()));
    }

    private static AlertRule rule(Optional<Double> warning, Optional<Double> critical) {
        return new AlertRule(
                "own-load",
                "load of {node} is {value}",
                "own_load",
                Optional.empty(),
                false,
                warning,
                critical,
                0,
                0,
                MissingData.KEEP,
                "%",
                true,
                false);
    }

    private Alert redisDown() throws IOException {
        redis(1, Health.DOWN);
        await().atMost(SOON).until(() -> firing(TestPlatform.VIEWER).size() == 1);
        Alert alert = firing(TestPlatform.VIEWER).getFirst();
        assertThat(alert.state()).isEqualTo(AlertState.FIRING);
        return alert;
    }

    private void redis(int seq, Health health) throws IOException {
        Report report = TestReports.of("b1", seq, now.plusSeconds(seq))
                .with("redis", health)
                .report();
        platform.client(Optional.of(agent.token())).post("/api/v1/agents/reports", report, Receipt.class);
    }

    private Alert post(String path, Object body) throws IOException {
        return platform.as(TestPlatform.OPERATOR)
                .post(path, body, LiveRow.Alert.class)
                .alert();
    }

    private List<Alert> firing(String who) {
        return firing(platform, who);
    }

    private List<Alert> firing(TestPlatform server, String who) {
        try {
            return server.as(who).list("/api/v1/alerts", LiveRow.Alert.class).stream()
                    .map(LiveRow.Alert::alert)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Transition> history() throws IOException {
        return list(TestPlatform.VIEWER, "/api/v1/alert-history", Transition.class);
    }

    private <T> List<T> list(String who, String path, Class<T> type) throws IOException {
        return platform.as(who).list(path, type);
    }
}
