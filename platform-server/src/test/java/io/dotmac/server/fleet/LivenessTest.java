package io.dotmac.server.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.report.Receipt;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.TestReports;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LivenessTest {
    private static final Map<String, String> NO_GRACE = Map.of("FLEET__START_GRACE", "1ms");

    @Test
    void silentNodeIsSuspectThenDownAndWhatItWatchedIsUnknown() throws IOException {
        try (TestPlatform platform = platform(NO_GRACE)) {
            TestAgent agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, "node-1");
            agent.send(TestReports.of("b1", 1, Instant.now())
                    .with("redis", Health.UP)
                    .withLink("standby", 2)
                    .report());

            platform.clock().advance(Duration.ofSeconds(26));
            await().untilAsserted(() -> assertThat(node(platform).state()).isEqualTo(NodeState.SUSPECT));
            assertThat(dependency(platform).state().health()).isEqualTo(Health.UP);

            platform.clock().advance(Duration.ofSeconds(10));
            await().untilAsserted(() -> assertThat(node(platform).state()).isEqualTo(NodeState.DOWN));
            assertThat(node(platform).severity()).isEqualTo(Severity.CRITICAL);
            assertThat(dependency(platform).state()).satisfies(state -> {
                assertThat(state.health()).isEqualTo(Health.UNKNOWN);
                assertThat(state.reason()).contains(UnknownReason.AGENT_LOST);
                assertThat(state.severity()).isEqualTo(Severity.STALE);
                assertThat(state.summary()).startsWith("agent silent for");
            });
            assertThat(link(platform).link()).satisfies(link -> {
                assertThat(link.state()).isEqualTo(LinkState.UNKNOWN);
                assertThat(link.lagSeconds()).isEmpty();
                assertThat(link.reason()).contains(UnknownReason.AGENT_LOST);
            });

            agent.send(TestReports.of("b1", 2, Instant.now().plusSeconds(40))
                    .with("redis", Health.UP)
                    .withLink("standby", 0)
                    .report());
            assertThat(node(platform).state()).isEqualTo(NodeState.UP);
            assertThat(dependency(platform).state().health()).isEqualTo(Health.UP);
        }
    }

    @Test
    void fleetIsToldOverHowLongToComeBackAndNobodyIsDownSoLong() throws IOException {
        Map<String, String> slow = Map.of("FLEET__START_GRACE", "1ms", "FLEET__RETURNS_PER_SECOND", "1");
        try (TestPlatform platform = platform(slow)) {
            List<Receipt> receipts = new ArrayList<>();
            for (int each = 1; each <= 30; each++) {
                receipts.add(TestAgent.enrol(platform, TestPlatform.OPERATOR, "node-" + each)
                        .send(TestReports.of("b" + each, 1, Instant.now())
                                .with("redis", Health.UP)
                                .report()));
            }
            assertThat(receipts.getLast().returnSpreadMillis()).contains(30_000L);

            platform.clock().advance(Duration.ofSeconds(36));
            await().untilAsserted(() -> assertThat(node(platform).state()).isEqualTo(NodeState.SUSPECT));
            assertThat(dependency(platform).state().health()).isEqualTo(Health.UP);

            platform.clock().advance(Duration.ofSeconds(35));
            await().untilAsserted(() -> assertThat(node(platform).state()).isEqualTo(NodeState.DOWN));
        }
    }

    @Test
    void restartedServerShowsTheLastDataWithItsAgeAndCallsNobodyLateAtFirst() throws IOException {
        String database;
        Instant seen;
        try (TestPlatform first = platform(Map.of())) {
            database = first.database();
            TestAgent.enrol(first, TestPlatform.OPERATOR, "node-1")
                    .send(TestReports.of("b1", 1, Instant.now())
                            .with("redis", Health.DOWN)
                            .withLink("standby", 2)
                            .report());
            seen = node(first).lastSeen().orElseThrow();
        }
        try (TestPlatform second = TestPlatform.start(database, Map.of())) {
            assertThat(node(second).state()).isEqualTo(NodeState.UP);
            assertThat(node(second).lastSeen().orElseThrow()).isCloseTo(seen, within());
            assertThat(dependency(second).state().health()).isEqualTo(Health.DOWN);
            assertThat(dependency(second).receivedAt()).isCloseTo(seen, within());
            assertThat(link(second).link().lagSeconds()).contains(2.0);
        }
    }

    /// The database keeps microseconds.
    private static org.assertj.core.data.TemporalUnitOffset within() {
        return org.assertj.core.api.Assertions.within(1, java.time.temporal.ChronoUnit.MILLIS);
    }

    private static TestPlatform platform(Map<String, String> variables) {
        return TestPlatform.start(TestPlatform.copy(), variables);
    }

    private static LiveRow.Node node(TestPlatform platform) throws IOException {
        return platform.as(TestPlatform.VIEWER)
                .list("/api/v1/nodes", LiveRow.Node.class)
                .getFirst();
    }

    private static LiveRow.Dependency dependency(TestPlatform platform) throws IOException {
        return platform.as(TestPlatform.VIEWER)
                .list("/api/v1/dependencies", LiveRow.Dependency.class)
                .getFirst();
    }

    private static LiveRow.Replication link(TestPlatform platform) throws IOException {
        return platform.as(TestPlatform.VIEWER)
                .list("/api/v1/replication", LiveRow.Replication.class)
                .getFirst();
    }
}
