package io.dotmac.server.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dotmac.client.ApiException;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.AlertRule;
import io.dotmac.model.alert.Maintenance;
import io.dotmac.model.alert.Matcher;
import io.dotmac.model.alert.NewAck;
import io.dotmac.model.alert.NewMaintenance;
import io.dotmac.model.alert.ReplayResult;
import io.dotmac.model.alert.Topology;
import io.dotmac.model.alert.Uplink;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.live.LiveRow;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.TestReports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How everything stood at a past instant, and what rules would have made of it.
class PastTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private TestPlatform platform;
    private TestAgent agent;
    private Instant begin = Instant.EPOCH;

    @BeforeEach
    void start() throws IOException {
        platform = TestPlatform.start();
        begin = moment();
        agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, "edge-1");
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void everythingIsShownAsItStood() throws IOException {
        redis(1, Health.UP);
        Instant up = moment();
        redis(2, Health.DOWN);
        Instant down = moment();
        agent.send(TestReports.of("b1", 3, Instant.now()).withLink("standby", 2).report());
        Instant gone = moment();

        assertThat(dependencies(begin)).isEmpty();
        assertThat(dependencies(up)).singleElement().satisfies(row -> {
            assertThat(row.state().health()).isEqualTo(Health.UP);
            assertThat(row.nodeName()).isEqualTo("edge-1");
            assertThat(row.tenant()).isEqualTo("acme");
        });
        assertThat(dependencies(down))
                .singleElement()
                .satisfies(row -> assertThat(row.state().health()).isEqualTo(Health.DOWN));
        assertThat(dependencies(gone)).isEmpty();
        assertThat(past(TestPlatform.VIEWER, "replication", gone, LiveRow.Replication.class))
                .hasSize(1);
        assertThat(past(TestPlatform.VIEWER, "nodes", begin, LiveRow.Node.class))
                .isEmpty();
        LiveRow.Node node =
                past(TestPlatform.VIEWER, "nodes", down, LiveRow.Node.class).getFirst();
        assertThat(node.state()).isEqualTo(NodeState.UP);
        assertThat(node.up() + "/" + node.total()).isEqualTo("0/1");
        assertThat(past(TestPlatform.OTHER, "dependencies", down, LiveRow.Dependency.class))
                .isEmpty();
        assertThatThrownBy(() -> past(TestPlatform.ROOT, "nodes", down, LiveRow.Node.class))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(400))
                .hasMessageContaining("tenant is missing");
    }

    @Test
    void whatASilentAgentWatchedWasUnknownThen() throws IOException {
        redis(1, Health.UP);
        platform.clock().advance(Duration.ofMinutes(3));

        await().atMost(SOON)
                .until(() -> past(TestPlatform.VIEWER, "nodes", moment(), LiveRow.Node.class)
                                .getFirst()
                                .state()
                        == NodeState.DOWN);
        assertThat(dependencies(moment()).getFirst().state().health()).isEqualTo(Health.UNKNOWN);
        assertThat(dependencies(moment().minusSeconds(120)).getFirst().state().health())
                .isEqualTo(Health.UP);
    }

    @Test
    void alertIsShownWithWhoHadItThen() throws IOException {
        redis(1, Health.DOWN);
        await().atMost(SOON).until(() -> alerts("").size() == 1);
        Instant fired = moment();
        String path = "/api/v1/alerts/" + alerts("").getFirst().fingerprint() + "/ack";
        platform.as(TestPlatform.OPERATOR)
                .post(path, new NewAck(Optional.of("on it"), Optional.empty()), LiveRow.Alert.class);
        Instant acked = moment();
        redis(2, Health.UP);
        await().atMost(SOON).until(() -> alerts("").isEmpty());

        assertThat(alerts("?at=" + begin)).isEmpty();
        assertThat(alerts("?at=" + fired)).singleElement().satisfies(alert -> {
            assertThat(alert.ack()).isEmpty();
            assertThat(alert.label("target")).isEqualTo("redis");
        });
        assertThat(alerts("?at=" + acked).getFirst().ack().orElseThrow().name()).isEqualTo("Op");
        assertThat(alerts("?at=" + acked + "&filter=acked=false")).isEmpty();
        assertThat(alerts("?at=" + acked + "&filter=node=edge-1&sort=-starts_at"))
                .hasSize(1);
        assertThat(alerts("?at=" + moment())).isEmpty();
        assertThatThrownBy(() -> alerts("?at=" + fired + "&state=all")).hasMessageContaining("state must be firing");
    }

    @Test
    void alertIsShownWithTheMaintenanceOfThen() throws IOException {
        redis(1, Health.DOWN);
        await().atMost(SOON).until(() -> alerts("").size() == 1);
        Instant before = moment();
        platform.as(TestPlatform.OPERATOR)
                .post(
                        "/api/v1/maintenance-windows",
                        new NewMaintenance(
                                "new disks",
                                List.of(Matcher.equal("node", "edge-1")),
                                begin,
                                before.plusSeconds(20),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                "disks"),
                        Maintenance.class);
        Instant within = moment();
        platform.clock().advance(Duration.ofSeconds(21));

        assertThat(facts(before, "redis").maintenance()).isEmpty();
        assertThat(facts(within, "redis").maintenance()).contains("new disks");
        assertThat(facts(moment(), "redis").maintenance()).isEmpty();
    }

    @Test
    void alertIsShownWithWhatCausedItThen() throws IOException {
        TestAgent tower = TestAgent.enrol(platform, TestPlatform.OPERATOR, "tower-1");
        tower.send(TestReports.of("b1", 1, Instant.now())
                .with("radio", Health.DOWN)
                .report());
        await().atMost(SOON).until(() -> alerts("").size() == 1);
        Instant alone = moment();
        redis(1, Health.DOWN);
        await().atMost(SOON).until(() -> alerts("").size() == 2);
        Instant both = moment();
        redis(2, Health.UP);
        await().atMost(SOON).until(() -> alerts("").size() == 1);

        platform.as(TestPlatform.OPERATOR)
                .send("PUT", "/api/v1/topology", new Topology(List.of(new Uplink("tower-1", "edge-1/redis"))));

        assertThat(facts(alone, "radio").inhibitedBy()).isEmpty();
        assertThat(facts(both, "radio").inhibitedBy()).contains("redis is down, seen from edge-1");
        assertThat(facts(both, "redis").inhibitedBy()).isEmpty();
        assertThat(alerts("?limit=1&filter=target=radio&at=" + both)
                        .getFirst()
                        .facts()
                        .inhibitedBy())
                .isPresent();
        assertThat(facts(moment(), "radio").inhibitedBy()).isEmpty();
    }

    private Alert.Facts facts(Instant at, String target) {
        return alerts("?at=" + at).stream()
                .filter(alert -> alert.rule().equals("dependency-down")
                        && alert.label("target").equals(target))
                .findFirst()
                .orElseThrow()
                .facts();
    }

    @Test
    void ruleOnStatesIsReplayedOnHowTheyStood() throws IOException {
        redis(1, Health.UP);
        redis(2, Health.DOWN);
        await().atMost(SOON).until(() -> alerts("").size() == 1);
        redis(3, Health.UP);
        await().atMost(SOON).until(() -> alerts("").isEmpty());
        AlertRule shipped =
                platform.as(TestPlatform.VIEWER).get("/api/v1/alert-rules/dependency-down", AlertRule.class);

        ReplayResult same = replay(shipped, 0);
        ReplayResult patient = replay(shipped, 3_600);

        assertThat(same.series()).isEqualTo(1);
        assertThat(same.samples()).isEqualTo(3);
        assertThat(same.fired()).isEqualTo(1);
        assertThat(same.didFire()).isEqualTo(1);
        assertThat(same.missed()).isZero();
        assertThat(same.episodes().getFirst().target()).isEqualTo("redis");
        assertThat(patient.fired()).isZero();
        assertThat(patient.missed()).isEqualTo(1);
    }

    @Test
    void durationOfARuleIsCountedWhileAStateGoesOn() throws IOException {
        redis(1, Health.DOWN);
        platform.clock().advance(Duration.ofMinutes(20));
        AlertRule shipped =
                platform.as(TestPlatform.VIEWER).get("/api/v1/alert-rules/dependency-down", AlertRule.class);

        assertThat(replay(shipped, 600).fired()).isEqualTo(1);
        ReplayResult.Episode episode = replay(shipped, 600).episodes().getFirst();
        assertThat(Duration.between(episode.from(), episode.to()))
                .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(11));
        assertThat(replay(shipped, 3_600).fired()).isZero();
    }

    private ReplayResult replay(AlertRule rule, long forSeconds) throws IOException {
        AlertRule changed = new AlertRule(
                rule.name(),
                rule.summary(),
                rule.metric(),
                rule.target(),
                rule.below(),
                rule.warning(),
                rule.critical(),
                forSeconds,
                rule.margin(),
                rule.missing(),
                rule.unit(),
                rule.enabled(),
                rule.shipped());
        return platform.as(TestPlatform.OPERATOR)
                .post("/api/v1/alert-rules/replay?days=1", changed, ReplayResult.class);
    }

    /// A time after all that was stored before, and before all that is stored later.
    private Instant moment() {
        await().pollDelay(Duration.ofMillis(15)).until(() -> true);
        Instant now = platform.clock().instant();
        await().pollDelay(Duration.ofMillis(15)).until(() -> true);
        return now;
    }

    private void redis(int seq, Health health) throws IOException {
        agent.send(TestReports.of("b1", seq, Instant.now().plusSeconds(seq))
                .with("redis", health)
                .report());
    }

    private List<LiveRow.Dependency> dependencies(Instant at) {
        return past(TestPlatform.VIEWER, "dependencies", at, LiveRow.Dependency.class);
    }

    private <R> List<R> past(String who, String list, Instant at, Class<R> type) {
        try {
            return platform.as(who).list("/api/v1/" + list + "?at=" + at, type);
        } catch (ApiException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Alert> alerts(String more) {
        try {
            return platform.as(TestPlatform.VIEWER).list("/api/v1/alerts" + more, LiveRow.Alert.class).stream()
                    .map(LiveRow.Alert::alert)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
