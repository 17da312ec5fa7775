package io.dotmac.server.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.Samples;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestPlatform;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SplitBrainTest {
    private static final String FIRST = "2026-11-21T08:00:00.000001Z";
    private static final String SECOND = "2026-11-21T08:00:05.000002Z";

    private final Instant now = Instant.now();
    private final String system =
            Long.toString(ThreadLocalRandom.current().nextLong(1_000_000_000_000L, Long.MAX_VALUE));
    private static TestPlatform platform;
    private TestAgent left;
    private TestAgent right;
    private long seq;

    @BeforeAll
    static void start() {
        platform = TestPlatform.start();
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @BeforeEach
    void enrol() throws IOException {
        left = TestAgent.enrol(platform, TestPlatform.OPERATOR, "lag-db-1-" + system);
        right = TestAgent.enrol(platform, TestPlatform.OPERATOR, "lag-db-2-" + system);
    }

    @Test
    void twoPrimariesOfOneClusterSeenByDifferentAgentsAreASplitBrainUntilOneIsGone() throws IOException {
        send(left, Health.UP, "primary", FIRST, "1");
        send(right, Health.UP, "standby", SECOND, "");
        assertThat(splits()).isEmpty();

        send(right, Health.UP, "primary", SECOND, "2");

        assertThat(splits()).singleElement().satisfies(row -> {
            assertThat(row.link().severity()).isEqualTo(Severity.CRITICAL);
            assertThat(row.link().health()).isEqualTo(Health.DOWN);
            assertThat(row.link().cluster()).isEqualTo(system);
            assertThat(row.link().summary())
                    .startsWith("SPLIT BRAIN: 2 primaries")
                    .contains(
                            "db on lag-db-1-" + system + " (timeline 1)", "db on lag-db-2-" + system + " (timeline 2)");
        });
        awaitEvents("fleet.role-changed,fleet.split-brain-found");

        send(left, Health.DOWN, "primary", FIRST, "1");

        assertThat(splits()).isEmpty();
        awaitEvents("fleet.role-changed,fleet.split-brain-ended,fleet.split-brain-found");
    }

    @Test
    void onePrimarySeenByTwoAgentsIsNone() throws IOException {
        send(left, Health.UP, "primary", FIRST, "1");
        send(right, Health.UP, "primary", FIRST, "1");

        assertThat(splits()).isEmpty();
    }

    @Test
    void tenantsAreNotJoined() throws IOException {
        TestAgent foreign = TestAgent.enrol(platform, TestPlatform.OTHER, "lag-db-1-" + system);
        send(left, Health.UP, "primary", FIRST, "1");
        send(foreign, Health.UP, "primary", SECOND, "2");

        assertThat(splits()).isEmpty();
    }

    @Test
    void backlogOfAnEarlierTimeChangesNothing() throws IOException {
        send(left, Health.UP, "primary", FIRST, "1");
        send(right, Health.UP, "standby", SECOND, "");
        right.send(report("older", 1, now.minusSeconds(600), Health.UP, "primary", SECOND, "1"));

        assertThat(splits()).isEmpty();
    }

    @Test
    void serverThatStartsLaterShowsItToo() throws IOException {
        send(left, Health.UP, "primary", FIRST, "1");
        send(right, Health.UP, "primary", SECOND, "2");

        try (TestPlatform later = TestPlatform.start(platform.database(), Map.of())) {
            assertThat(splits(later)).hasSize(1);
        }
    }

    private List<LiveRow.Replication> splits() throws IOException {
        return splits(platform);
    }

    private List<LiveRow.Replication> splits(TestPlatform server) throws IOException {
        return server.as(TestPlatform.VIEWER).list("/api/v1/replication", LiveRow.Replication.class).stream()
                .filter(row -> row.link().name().startsWith("split-brain")
                        && row.link().cluster().equals(system))
                .toList();
    }

    private void awaitEvents(String wanted) {
        await().untilAsserted(() -> assertThat(platform.value(
                        "select string_agg(distinct type, ',' order by type) from outbox where aggregate = 'cluster/"
                                + system + "'"))
                .isEqualTo(wanted));
    }

    private void send(TestAgent agent, Health health, String role, String started, String timeline) throws IOException {
        seq++;
        agent.send(report("b-" + agent.node(), seq, now.plusMillis(seq), health, role, started, timeline));
    }

    private Report report(
            String boot, long seq, Instant at, Health health, String role, String started, String timeline) {
        DependencyState db = new DependencyState(
                "db",
                DependencyKind.POSTGRESQL,
                health,
                health == Health.UP ? Severity.OK : Severity.CRITICAL,
                Optional.empty(),
                Optional.empty(),
                "db",
                at,
                at,
                Optional.of(0.4),
                Map.of("system_identifier", system, "role", role, "started", started, "timeline", timeline));
        return new Report(
                boot,
                seq,
                at,
                seq,
                true,
                10_000,
                "0.1.0",
                Optional.empty(),
                Optional.empty(),
                List.of(db),
                List.of(),
                Samples.none(at),
                List.of());
    }
}
