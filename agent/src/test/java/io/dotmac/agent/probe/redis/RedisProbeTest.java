package io.dotmac.agent.probe.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.agent.Probing;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisProbeTest {
    private static final Duration LONGEST = Duration.ofSeconds(15);

    @TempDir
    Path folder;

    @Test
    void killedRedisIsDownAndComesBack() throws IOException {
        LocalRedis redis = LocalRedis.start(0);
        int port = redis.port();
        try (Probing agent = Probing.of(target(port, ""))) {
            awaitHealth(agent, Health.UP);
            int before = agent.reports().size();

            redis.close();

            awaitHealth(agent, Health.DOWN);
            assertThat(state(agent).error()).contains(ErrorClass.REFUSED);
            assertThat(state(agent).severity()).isEqualTo(Severity.CRITICAL);
            assertThat(state(agent).summary()).isEqualTo("refused by 127.0.0.1:" + port);
            assertThat(agent.reports().subList(before, agent.reports().size()))
                    .as("a change is told at once, not with the next regular report")
                    .anySatisfy(report -> {
                        assertThat(report.full()).isFalse();
                        assertThat(report.dependencies()).isNotEmpty();
                    });
            try (LocalRedis again = LocalRedis.start(port)) {
                assertThat(again.port()).isEqualTo(port);
                awaitHealth(agent, Health.UP);
            }
        }
    }

    @Test
    void wrongPasswordIsUnknownNotDown() throws IOException {
        try (LocalRedis redis = LocalRedis.start(0, folder, "requirepass right");
                Probing wrong = Probing.of(target(redis.port(), ", password: wrong"));
                Probing right = Probing.of(target(redis.port(), ", password: right"));
                Probing none = Probing.of(target(redis.port(), ""))) {
            awaitHealth(right, Health.UP);
            for (Probing agent : new Probing[] {wrong, none}) {
                awaitHealth(agent, Health.UNKNOWN);
                assertThat(state(agent).reason()).contains(UnknownReason.PERMISSION);
                assertThat(state(agent).error()).contains(ErrorClass.AUTH);
                assertThat(state(agent).summary()).doesNotContain("wrong");
            }
        }
    }

    @Test
    void replicaStreamsIsCutAndComesBack() throws IOException {
        try (LocalRedis primary = LocalRedis.start(0);
                LocalRedis replica = LocalRedis.replicaOf(primary.port(), 0);
                RedisCli toReplica = new RedisCli(replica.port());
                Probing agent = Probing.of("""
                        - {name: sessions, kind: redis, host: 127.0.0.1, port: %d, replicas: 1}
                        - {name: sessions-2, kind: redis, host: localhost, port: %d}
                        """.formatted(primary.port(), replica.port()))) {
            awaitLink(agent, "sessions-2", LinkState.STREAMING);
            assertThat(link(agent, "sessions-2").severity()).isEqualTo(Severity.OK);
            assertThat(link(agent, "sessions-2").lagSeconds()).isPresent();
            assertThat(agent.link("sessions-replica-1")).isEmpty();

            toReplica.say("replicaof 127.0.0.1 1");

            awaitLink(agent, "sessions-2", LinkState.CUT);
            assertThat(link(agent, "sessions-2").severity()).isEqualTo(Severity.CRITICAL);
            link(agent, "sessions-2")
                    .lagSeconds()
                    .ifPresent(lag -> assertThat(lag).isPositive());

            toReplica.say("replicaof 127.0.0.1 " + primary.port());
            awaitLink(agent, "sessions-2", LinkState.STREAMING);
        }
    }

    @Test
    void expectedReplicaThatNeverCameIsMissing() throws IOException {
        try (LocalRedis primary = LocalRedis.start(0);
                Probing agent = Probing.of(target(primary.port(), ", replicas: 1"))) {
            awaitLink(agent, "sessions-replica-1", LinkState.MISSING);
            assertThat(link(agent, "sessions-replica-1").health()).isEqualTo(Health.DOWN);
            assertThat(link(agent, "sessions-replica-1").lagSeconds()).isEmpty();
        }
    }

    @Test
    void replicaThatIsNoTargetIsSeenByItsPrimary() throws IOException {
        try (LocalRedis primary = LocalRedis.start(0);
                Probing agent = Probing.of(target(primary.port(), ", replicas: 1"))) {
            String name;
            try (LocalRedis replica = LocalRedis.replicaOf(primary.port(), 0)) {
                name = "127.0.0.1:" + replica.port();
                awaitLink(agent, name, LinkState.STREAMING);
            }
            awaitLink(agent, name, LinkState.CUT);
            assertThat(link(agent, name).severity()).isEqualTo(Severity.CRITICAL);
        }
    }

    private static String target(int port, String more) {
        return "- {name: sessions, kind: redis, host: 127.0.0.1, port: %d%s}".formatted(port, more);
    }

    private static DependencyState state(Probing agent) {
        return agent.dependency("sessions").orElseThrow(() -> new AssertionError("not probed yet"));
    }

    private static ReplicationLink link(Probing agent, String name) {
        return agent.link(name).orElseThrow(() -> new AssertionError("no link " + name));
    }

    private static void awaitHealth(Probing agent, Health health) {
        await().atMost(LONGEST)
                .untilAsserted(() -> assertThat(state(agent).health()).isEqualTo(health));
    }

    private static void awaitLink(Probing agent, String name, LinkState state) {
        await().atMost(LONGEST)
                .untilAsserted(() -> assertThat(link(agent, name).state()).isEqualTo(state));
    }
}
