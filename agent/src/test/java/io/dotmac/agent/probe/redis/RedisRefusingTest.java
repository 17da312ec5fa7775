package io.dotmac.agent.probe.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.agent.Checking;
import io.dotmac.agent.Probing;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.replication.Member;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.testing.LocalRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A Redis that answers INFO and refuses all else: it loads, or lost its primary; and one that begins anew.
class RedisRefusingTest {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final double TOLERANCE_SECONDS = 1.5;

    @TempDir
    private Path folder;

    @Test
    void serverThatLoadsIsDownAtOnceAndTellsHowFarItIs() throws Exception {
        try (LocalRedis redis = LocalRedis.start(0, folder, "");
                RedisCli cli = new RedisCli(redis.port());
                Checking probe = Checking.of(target("r", redis, ""))) {
            // It listens again after each 2 MiB that it has read.
            cli.say("debug populate 4000 k 10000");
            cli.say("config set rdbcompression no");
            cli.say("config set key-load-delay 500");
            assertThat(probe.check().health()).isEqualTo(Health.UP);
            Thread loading = Thread.ofVirtual().start(() -> cli.say("debug reload"));

            await().atMost(LONGEST).untilAsserted(() -> {
                Finding finding = probe.check();
                assertThat(finding.health()).isEqualTo(Health.DOWN);
                assertThat(finding.error()).isEqualTo(ErrorClass.STARTING_UP);
                assertThat(finding.summary())
                        .matches("127.0.0.1:" + redis.port() + " is loading its data, [0-9.]+ % done, [0-9]+ s to go");
            });

            loading.join();
            assertThat(probe.check().health()).isEqualTo(Health.UP);
        }
    }

    @Test
    void replicaThatKeepsStaleDataToItselfIsDownAndItsLinkIsStillTold() throws Exception {
        try (LocalRedis primary = LocalRedis.start(0);
                LocalRedis replica = LocalRedis.replicaOf(primary.port(), 0);
                RedisCli cli = new RedisCli(replica.port());
                Checking probe = Checking.of(target("r", replica, ""))) {
            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(upstream(probe.check())).isEqualTo(LinkState.STREAMING));
            cli.say("config set replica-serve-stale-data no");
            assertThat(probe.check().health()).isEqualTo(Health.UP);

            cli.say("replicaof 127.0.0.1 1");

            await().atMost(LONGEST).untilAsserted(() -> {
                Finding finding = probe.check();
                assertThat(finding.health()).isEqualTo(Health.DOWN);
                assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
                assertThat(finding.error()).isEqualTo(ErrorClass.STARTING_UP);
                assertThat(finding.summary()).contains("refuses reads", "replica-serve-stale-data is no");
                assertThat(upstream(finding)).isEqualTo(LinkState.CUT);
            });
            cli.say("config set replica-serve-stale-data yes");
            assertThat(probe.check().health()).as("stale, but served").isEqualTo(Health.UP);
        }
    }

    @Test
    void newHistoryOfAPrimaryIsToldAndNoOldPositionCountsInIt() throws Exception {
        try (LocalRedis primary = LocalRedis.start(0, folder.resolve("primary"), "");
                LocalRedis replica = LocalRedis.replicaOf(primary.port(), 0);
                RedisCli toPrimary = new RedisCli(primary.port());
                RedisCli toReplica = new RedisCli(replica.port());
                Probing agent = Probing.of("- " + target("sessions", primary, ", replicas: 1") + "\n- "
                        + target("sessions-2", replica, ""))) {
            toPrimary.say("debug populate 2000");
            toPrimary.say("config set rdb-key-save-delay 1500");
            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(link(agent).state()).isEqualTo(LinkState.STREAMING));
            String before = state(agent).facts().get("master_replid");

            toPrimary.say("debug change-repl-id");

            await().atMost(LONGEST).untilAsserted(() -> {
                assertThat(state(agent).facts().get("master_replid")).isNotEqualTo(before);
                assertThat(state(agent).facts()).containsEntry("role", "master");
                assertThat(state(agent).severity()).isEqualTo(Severity.INFO);
                assertThat(state(agent).summary()).startsWith("began a new history, though it was the primary before");
                assertThat(link(agent).summary()).contains("its primary began a new history: it will copy all anew");
                tellsNoLag(link(agent));
            });
            toReplica.say("replicaof 127.0.0.1 1");
            toReplica.say("replicaof 127.0.0.1 " + primary.port());
            AtomicReference<LinkState> copying = new AtomicReference<>();
            await().atMost(LONGEST).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
                ReplicationLink link = link(agent);
                if (link.state() == LinkState.SYNCING) {
                    tellsNoLag(link);
                    copying.set(link.state());
                }
                assertThat(link.state()).isEqualTo(LinkState.STREAMING);
                assertThat(link.lagSeconds())
                        .hasValueSatisfying(lag -> assertThat(lag).isLessThan(TOLERANCE_SECONDS));
            });
            assertThat(copying).as("all was copied anew").hasValue(LinkState.SYNCING);
            assertThat(link(agent).summary()).doesNotContain("history");
        }
    }

    private static void tellsNoLag(ReplicationLink link) {
        assertThat(link.lagSeconds()).isEmpty();
        assertThat(link.lagBytes()).isEmpty();
    }

    private static LinkState upstream(Finding finding) {
        return ((Member.Copy) Objects.requireNonNull(finding.member()).side()).upstream();
    }

    private static String target(String name, LocalRedis redis, String more) {
        return "{name: %s, kind: redis, host: 127.0.0.1, port: %d%s}".formatted(name, redis.port(), more);
    }

    private static DependencyState state(Probing agent) {
        return agent.dependency("sessions").orElseThrow(() -> new AssertionError("not probed yet"));
    }

    private static ReplicationLink link(Probing agent) {
        return agent.link("sessions-2").orElseThrow(() -> new AssertionError("no link yet"));
    }
}
