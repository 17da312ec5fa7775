package io.dotmac.agent.probe.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.agent.Checking;
import io.dotmac.agent.Servers;
import io.dotmac.agent.probe.Finding;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against the system's Redis 7, which also shows that the probe of Redis understands it.
class SentinelProbeTest {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final int primaryPort = LocalRedis.freePort();
    private final int replicaPort = LocalRedis.freePort();
    private final int sentinelPort = LocalRedis.freePort();

    @Test
    void failoverIsSeenFromItsBeginningToItsEnd() throws Exception {
        try (Servers primary = redis("primary", primaryPort);
                Servers replica = redis("replica", replicaPort, "--replicaof", "127.0.0.1", "" + primaryPort);
                Servers sentinel = sentinel(1);
                Checking probe = Checking.of(target(", masters: [orders]"));
                Checking server = Checking.of(
                        "{name: r, kind: redis, host: 127.0.0.1, port: %d, replicas: 1}".formatted(primaryPort))) {
            await().atMost(LONGEST).untilAsserted(() -> {
                Finding finding = probe.check();
                assertThat(finding.summary()).isEqualTo("watches orders, quorum reached");
                assertThat(finding.facts().get("orders")).contains("127.0.0.1:" + primaryPort, "1 replicas");
            });
            assertThat(server.check().health()).isEqualTo(Health.UP);
            assertThat(server.check().facts()).containsEntry("connected_slaves", "1");
            assertThat(replica.alive() && sentinel.alive()).isTrue();

            primary.kill();

            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(probe.check().severity()).isGreaterThanOrEqualTo(Severity.MAJOR));
            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(probe.check().summary())
                            .contains("orders was failed over from 127.0.0.1:" + primaryPort + " to 127.0.0.1:"
                                    + replicaPort));
        }
    }

    @Test
    void failoverEndsTheRestBetweenTwoChecks() throws Exception {
        try (Servers primary = redis("primary", primaryPort);
                Servers replica = redis("replica", replicaPort, "--replicaof", "127.0.0.1", "" + primaryPort);
                Servers sentinel = sentinel(1);
                Checking probe = Checking.of(target(", masters: [orders]"))) {
            await().atMost(LONGEST)
                    .untilAsserted(() ->
                            assertThat(probe.check().facts().get("orders")).contains("1 replicas"));
            await().atMost(LONGEST).until(this::failover);
            long begun = System.nanoTime();

            probe.rest(Duration.ofMinutes(2));

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMinutes(1));
            assertThat(probe.check().summary())
                    .contains("orders was failed over from 127.0.0.1:" + primaryPort + " to 127.0.0.1:" + replicaPort);
            assertThat(primary.alive() && replica.alive() && sentinel.alive()).isTrue();
        }
    }

    /// Whether the Sentinel begins one now.
    private boolean failover() throws IOException {
        try (RedisCli cli = new RedisCli(sentinelPort)) {
            cli.say("SENTINEL FAILOVER orders");
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    @Test
    void quorumThatCannotBeReachedIsCritical() throws Exception {
        try (Servers primary = redis("primary", primaryPort);
                Servers sentinel = sentinel(2);
                Checking probe = Checking.of(target(""))) {
            await().atMost(LONGEST).untilAsserted(() -> {
                Finding finding = probe.check();
                assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
                assertThat(finding.summary()).startsWith("orders cannot fail over:");
            });
            assertThat(primary.alive() && sentinel.alive()).isTrue();
        }
    }

    @Test
    void masterThatNobodyWatchesAndServerThatIsNoSentinelAreTold() throws Exception {
        try (Servers primary = redis("primary", primaryPort);
                Servers sentinel = sentinel(1);
                Checking probe = Checking.of(target(", masters: [billing]"));
                Checking wrong =
                        Checking.of("{name: s, kind: sentinel, host: 127.0.0.1, port: %d}".formatted(primaryPort))) {
            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(probe.check().summary()).isEqualTo("does not watch billing"));
            assertThat(wrong.check().error()).isEqualTo(ErrorClass.PROTOCOL);
            assertThat(primary.alive() && sentinel.alive()).isTrue();
        }
    }

    private Servers redis(String name, int port, String... more) throws IOException {
        String[] command = {
            Servers.program("redis-server"),
            "--port",
            "" + port,
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            Files.createDirectories(folder.resolve(name)).toString(),
            "--repl-diskless-sync-delay",
            "0"
        };
        String[] all = new String[command.length + more.length];
        System.arraycopy(command, 0, all, 0, command.length);
        System.arraycopy(more, 0, all, command.length, more.length);
        return Servers.run(folder.resolve(name + ".log"), all);
    }

    private Servers sentinel(int quorum) throws IOException {
        Path file = Files.writeString(
                folder.resolve("sentinel.conf"), """
                port %d
                bind 127.0.0.1
                dir %s
                sentinel monitor orders 127.0.0.1 %d %d
                sentinel down-after-milliseconds orders 1000
                sentinel failover-timeout orders 5000
                """.formatted(sentinelPort, folder, primaryPort, quorum));
        return Servers.run(
                folder.resolve("sentinel.log"), Servers.program("redis-server"), file.toString(), "--sentinel");
    }

    private String target(String more) {
        return "{name: s, kind: sentinel, host: 127.0.0.1, port: %d%s}".formatted(sentinelPort, more);
    }
}
