package io.dotmac.agent.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.dotmac.agent.Probing;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.testing.LocalPostgres;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A standby that is held, not stopped: its connections stay open, so that its primary calls it `streaming` for a
/// minute.
class FrozenCopyTest {
    private static final double TOLERANCE_SECONDS = 1.5;
    /// The others of this test report each second.
    private static final Map<String, String> REPORTS_AS_USUAL = Map.of("wal_receiver_status_interval", "10s");

    private static final Duration LONGEST = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void frozenStandbyIsAsFarBehindAsItIsAndEndsUpCut() throws Exception {
        LocalPostgres alone = LocalPostgres.start(folder.resolve("primary"), 0);
        LocalPostgres.Pair first = LocalPostgres.standbyOf(alone, folder.resolve("standby-2"), 0);
        first.standby().close();
        try (LocalPostgres.Pair pair = LocalPostgres.standbyOf(first.primary(), folder.resolve("standby-1"), 0);
                LocalPostgres idle = LocalPostgres.start(folder.resolve("standby-2"), 0, REPORTS_AS_USUAL);
                Probing agent = Probing.of(targets(pair, idle))) {
            LocalPostgres primary = pair.primary();
            primary.execute("create table t (at timestamptz)");
            await().atMost(LONGEST).untilAsserted(() -> {
                assertThat(link(agent, "standby-1").state()).isEqualTo(LinkState.STREAMING);
                assertThat(link(agent, "standby-2").state()).isEqualTo(LinkState.STREAMING);
                assertThat(Probing.lag(link(agent, "standby-1"))).isLessThan(TOLERANCE_SECONDS);
            });

            try (Frozen _ = Frozen.postgres(pair.standby().data())) {
                Instant frozen = Clock.systemUTC().instant();
                primary.execute("insert into t values (clock_timestamp())");

                await().atMost(LONGEST).untilAsserted(() -> {
                    assertThat(agent.dependency("standby-1")
                                    .orElseThrow(AssertionError::new)
                                    .error())
                            .contains(ErrorClass.TIMEOUT);
                    ReplicationLink link = link(agent, "standby-1");
                    assertThat(Probing.lag(link)).isGreaterThan(4);
                    behindSince(frozen, link);
                    assertThat(link.state()).isEqualTo(LinkState.STREAMING);
                    assertThat(link.summary()).startsWith("streaming, itself out of reach; ");
                });
                await().atMost(Duration.ofSeconds(50)).untilAsserted(() -> {
                    ReplicationLink link = link(agent, "standby-1");
                    assertThat(link.state()).isEqualTo(LinkState.CUT);
                    assertThat(link.health()).isEqualTo(Health.DOWN);
                    assertThat(link.severity()).isEqualTo(Severity.CRITICAL);
                    assertThat(link.summary()).contains("still connected, but silent");
                    behindSince(frozen, link);
                });
                assertThat(link(agent, "standby-2").state())
                        .as("one that has nothing to say is not silent")
                        .isEqualTo(LinkState.STREAMING);
                assertThat(link(agent, "standby-2").severity()).isEqualTo(Severity.OK);
            }
            await().atMost(LONGEST).untilAsserted(() -> {
                assertThat(link(agent, "standby-1").state()).isEqualTo(LinkState.STREAMING);
                assertThat(Probing.lag(link(agent, "standby-1"))).isLessThan(TOLERANCE_SECONDS);
                assertThat(link(agent, "standby-1").severity()).isEqualTo(Severity.OK);
            });
        }
    }

    @Test
    void receiverThatHearsNothingIsCutThoughItSaysStreaming() throws Exception {
        LocalPostgres alone = LocalPostgres.start(folder.resolve("primary"), 0);
        try (LocalPostgres.Pair pair = LocalPostgres.standbyOf(alone, folder.resolve("standby-1"), 0);
                Probing agent = Probing.of(targets(pair))) {
            pair.standby().execute("alter system set wal_receiver_timeout = '20s'");
            pair.standby().execute("select pg_reload_conf()");
            LocalPostgres primary = pair.primary();
            primary.execute("create table t (at timestamptz)");
            await().atMost(LONGEST).untilAsserted(() -> {
                assertThat(link(agent, "standby-1").state()).isEqualTo(LinkState.STREAMING);
                assertThat(Probing.lag(link(agent, "standby-1"))).isLessThan(TOLERANCE_SECONDS);
            });
            long sender = Long.parseLong(String.valueOf(primary.value("select pid from pg_stat_replication")));

            try (Frozen _ = Frozen.of(ProcessHandle.of(sender).orElseThrow())) {
                Instant frozen = Clock.systemUTC().instant();
                primary.execute("insert into t values (clock_timestamp())");

                await().atMost(LONGEST).untilAsserted(() -> {
                    ReplicationLink link = link(agent, "standby-1");
                    assertThat(link.state()).isEqualTo(LinkState.CUT);
                    assertThat(link.severity()).isEqualTo(Severity.CRITICAL);
                    assertThat(link.facts()).containsEntry("standby.receiver.status", "streaming");
                    assertThat(link.summary())
                            .startsWith("still connected, but has heard nothing of its primary for 1");
                    behindSince(frozen, link);
                });
            }
            await().atMost(LONGEST).untilAsserted(() -> {
                assertThat(link(agent, "standby-1").state()).isEqualTo(LinkState.STREAMING);
                assertThat(Probing.lag(link(agent, "standby-1"))).isLessThan(TOLERANCE_SECONDS);
            });
        }
    }

    private static void behindSince(Instant frozen, ReplicationLink link) {
        double truth = Duration.between(frozen, link.checkedAt()).toMillis() / 1e3;
        assertThat(Probing.lag(link)).isCloseTo(truth, within(TOLERANCE_SECONDS));
    }

    private static String targets(LocalPostgres.Pair pair, LocalPostgres idle) {
        return targets(pair)
                + "- {name: standby-2, kind: postgresql, host: 127.0.0.1, port: %d, username: postgres}\n"
                        .formatted(idle.port());
    }

    private static String targets(LocalPostgres.Pair pair) {
        return """
                - {name: orders-db, kind: postgresql, host: 127.0.0.1, port: %d, username: postgres}
                - {name: standby-1, kind: postgresql, host: 127.0.0.1, port: %d, username: postgres}
                """.formatted(pair.primary().port(), pair.standby().port());
    }

    private static ReplicationLink link(Probing agent, String name) {
        return agent.link(name).orElseThrow(() -> new AssertionError("no link " + name));
    }
}
