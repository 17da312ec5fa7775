package io.dotmac.agent.probe.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.dotmac.agent.Probing;
import io.dotmac.agent.replication.Frozen;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A Redis replica that takes its first copy, one that is held, one that falls out of its primary's backlog.
class RedisCopyTest {
    private static final double TOLERANCE_SECONDS = 1.5;
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int BACKLOG_BYTES = 16_384;

    @TempDir
    private Path folder;

    @Test
    void firstCopyIsTakenNotCutAndHasNoLagUntilItIsWhole() throws IOException {
        try (LocalRedis primary = LocalRedis.start(0, folder.resolve("primary"), "repl-diskless-sync-delay 2");
                LocalRedis replica = LocalRedis.start(0);
                RedisCli toPrimary = new RedisCli(primary.port());
                RedisCli toReplica = new RedisCli(replica.port())) {
            toPrimary.say("debug populate 2000");
            toPrimary.say("config set rdb-key-save-delay 1000");
            toReplica.say("replicaof 127.0.0.1 " + primary.port());

            try (Probing agent = Probing.of(targets(primary, replica))) {
                Set<String> seen = ConcurrentHashMap.newKeySet();
                await().atMost(LONGEST).pollInterval(Duration.ofMillis(50)).until(() -> {
                    agent.link("sessions-2").ifPresent(link -> seen.add(taking(link)));
                    return agent.link("sessions-2")
                            .filter(link -> link.state() == LinkState.STREAMING)
                            .isPresent();
                });

                assertThat(seen).contains("wait_bgsave", "1").doesNotContain("cut");
                assertThat(Probing.lag(link(agent))).isLessThan(TOLERANCE_SECONDS);
                assertThat(link(agent).severity()).isEqualTo(Severity.OK);
            }
        }
    }

    /// What the primary, then what the replica says of the copy under way.
    private static String taking(ReplicationLink link) {
        if (link.state() == LinkState.STREAMING) {
            return "done";
        }
        if (link.state() == LinkState.CUT) {
            return "cut";
        }
        assertThat(link.state()).isEqualTo(LinkState.SYNCING);
        assertThat(link.lagSeconds()).isEmpty();
        assertThat(link.lagBytes()).isEmpty();
        assertThat(link.severity()).isEqualTo(Severity.MINOR);
        assertThat(link.summary()).startsWith("taking its first copy");
        String syncing = link.facts().getOrDefault("standby.master_sync_in_progress", "0");
        return syncing.equals("1") ? syncing : link.facts().getOrDefault("primary.replica_state", "");
    }

    @Test
    void frozenReplicaIsAsFarBehindAsItIsAndEndsUpCut() throws IOException {
        try (LocalRedis primary = LocalRedis.start(0);
                LocalRedis replica = LocalRedis.replicaOf(primary.port(), 0);
                RedisCli toPrimary = new RedisCli(primary.port());
                Probing agent = Probing.of(targets(primary, replica))) {
            awaitStreaming(agent);
            toPrimary.say("set k v");

            try (Frozen _ = frozen(replica)) {
                Instant frozen = Clock.systemUTC().instant();
                toPrimary.say("set k w");

                await().atMost(LONGEST).untilAsserted(() -> {
                    ReplicationLink link = link(agent);
                    assertThat(agent.dependency("sessions-2")
                                    .orElseThrow(AssertionError::new)
                                    .error())
                            .contains(ErrorClass.TIMEOUT);
                    assertThat(link.state()).isEqualTo(LinkState.STREAMING);
                    assertThat(link.severity()).isGreaterThanOrEqualTo(Severity.MINOR);
                    assertThat(link.summary()).contains("itself out of reach", "nothing heard of it for");
                    behindSince(frozen, link);
                });
                await().atMost(LONGEST).untilAsserted(() -> {
                    ReplicationLink link = link(agent);
                    assertThat(link.state()).isEqualTo(LinkState.CUT);
                    assertThat(link.health()).isEqualTo(Health.DOWN);
                    assertThat(link.severity()).isEqualTo(Severity.CRITICAL);
                    assertThat(link.summary()).contains("still connected, but silent");
                    assertThat(link.facts()).containsEntry("primary.replica_state", "online");
                    behindSince(frozen, link);
                });
            }
            awaitStreaming(agent);
        }
    }

    @Test
    void backlogIsToldBeforeItIsUsedUp() throws IOException {
        try (LocalRedis primary = LocalRedis.start(0, folder.resolve("primary"), "repl-backlog-size " + BACKLOG_BYTES);
                LocalRedis replica = LocalRedis.replicaOf(primary.port(), 0);
                RedisCli toPrimary = new RedisCli(primary.port());
                Probing agent = Probing.of(targets(primary, replica))) {
            awaitStreaming(agent);

            try (Frozen _ = frozen(replica)) {
                toPrimary.say("set k " + "x".repeat(BACKLOG_BYTES / 2));
                await().during(Duration.ofSeconds(3)).atMost(LONGEST).untilAsserted(() -> {
                    assertThat(agent.dependency("sessions")
                                    .orElseThrow(AssertionError::new)
                                    .summary())
                            .doesNotContain("backlog");
                    assertThat(link(agent).summary()).doesNotContain("backlog");
                });

                toPrimary.say("set k " + "x".repeat(BACKLOG_BYTES / 4));
                await().atMost(LONGEST).untilAsserted(() -> {
                    assertThat(agent.dependency("sessions")
                                    .orElseThrow(AssertionError::new)
                                    .summary())
                            .contains("replica 127.0.0.1:" + replica.port())
                            .containsPattern("has used 7[0-9] % of the backlog of " + BACKLOG_BYTES + " B");
                    assertThat(agent.dependency("sessions")
                                    .orElseThrow(AssertionError::new)
                                    .severity())
                            .isEqualTo(Severity.MINOR);
                    assertThat(link(agent).summary()).containsPattern("7[0-9] % of the backlog used");
                });

                toPrimary.say("set k " + "x".repeat(BACKLOG_BYTES / 2));
                await().atMost(LONGEST).untilAsserted(() -> {
                    assertThat(agent.dependency("sessions")
                                    .orElseThrow(AssertionError::new)
                                    .summary())
                            .contains("fell out of the backlog");
                    assertThat(link(agent).summary()).contains("fell out of the backlog: it will copy all anew");
                });
            }
            awaitStreaming(agent);
        }
    }

    private static void behindSince(Instant frozen, ReplicationLink link) {
        double truth = Duration.between(frozen, link.checkedAt()).toMillis() / 1e3;
        assertThat(Probing.lag(link)).isCloseTo(truth, within(TOLERANCE_SECONDS));
    }

    private static Frozen frozen(LocalRedis redis) throws IOException {
        try (RedisCli cli = new RedisCli(redis.port())) {
            String pid = cli.field("info server", "process_id");
            return Frozen.of(ProcessHandle.of(Long.parseLong(pid)).orElseThrow());
        }
    }

    private static String targets(LocalRedis primary, LocalRedis replica) {
        return """
                - {name: sessions, kind: redis, host: 127.0.0.1, port: %d, replicas: 1}
                - {name: sessions-2, kind: redis, host: 127.0.0.1, port: %d}
                """.formatted(primary.port(), replica.port());
    }

    private static ReplicationLink link(Probing agent) {
        return agent.link("sessions-2").orElseThrow(() -> new AssertionError("no link yet"));
    }

    private static void awaitStreaming(Probing agent) {
        await().atMost(LONGEST).untilAsserted(() -> {
            assertThat(link(agent).state()).isEqualTo(LinkState.STREAMING);
            assertThat(link(agent).severity()).isEqualTo(Severity.OK);
            assertThat(Probing.lag(link(agent))).isLessThan(TOLERANCE_SECONDS);
        });
    }
}
