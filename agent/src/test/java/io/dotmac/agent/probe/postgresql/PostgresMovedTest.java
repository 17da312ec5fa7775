package io.dotmac.agent.probe.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.agent.Switchboard;
import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.pace.Pace;
import io.dotmac.agent.probe.Finding;
import io.dotmac.model.fleet.Severity;
import io.dotmac.testing.LocalPostgres;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Another server behind the address that is probed, and a setting that changes while a connection lives.
class PostgresMovedTest {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    @Test
    void anotherServerBehindTheSameAddressIsAskedWhoItIs() throws Exception {
        try (LocalPostgres first = LocalPostgres.start(folder.resolve("first"), 0);
                LocalPostgres second = LocalPostgres.start(folder.resolve("second"), 0);
                Switchboard address = new Switchboard(first.port());
                PostgresProbe probe = probe(address.port(), Duration.ofHours(1))) {
            assertThat(probe.check().facts()).containsEntry("system_identifier", system(first));
            address.leadTo(second.port());

            address.cut();
            probe.rest(LONGEST);

            Finding moved = probe.check();
            assertThat(moved.facts()).containsEntry("system_identifier", system(second));
            assertThat(moved.member()).isNotNull();
            assertThat(moved.samples())
                    .as("figures of the other server are read at once, those of the first are no base of a rate")
                    .anyMatch(sample -> sample.metric().equals("pg_stat_database_xact_commit"))
                    .noneMatch(sample -> sample.metric().equals("pg_wal_bytes_per_second"));
        }
    }

    @Test
    void connectionThatIsRenewedMayLeadToAnotherServer() throws Exception {
        try (LocalPostgres first = LocalPostgres.start(folder.resolve("first"), 0);
                LocalPostgres second = LocalPostgres.start(folder.resolve("second"), 0);
                Switchboard address = new Switchboard(first.port());
                PostgresProbe probe = probe(address.port(), Duration.ofNanos(1))) {
            assertThat(probe.check().facts()).containsEntry("system_identifier", system(first));

            address.leadTo(second.port());

            assertThat(probe.check().facts()).containsEntry("system_identifier", system(second));
        }
    }

    @Test
    void synchronousStandbysAreAskedForAgain() throws Exception {
        try (LocalPostgres server = LocalPostgres.start(folder.resolve("data"), 0);
                PostgresProbe probe = probe(server.port(), Duration.ofHours(1))) {
            assertThat(probe.check().severity()).isEqualTo(Severity.OK);

            server.execute("alter system set synchronous_standby_names = 'standby_1'");
            server.execute("select pg_reload_conf()");

            await().atMost(LONGEST).untilAsserted(() -> {
                Finding waiting = probe.check();
                assertThat(waiting.severity()).isEqualTo(Severity.CRITICAL);
                assertThat(waiting.summary()).startsWith("commits wait for 1 synchronous standby");
            });
        }
    }

    private static String system(LocalPostgres server) {
        return String.valueOf(server.value("select system_identifier from pg_control_system()"));
    }

    private static PostgresProbe probe(int port, Duration renewal) {
        AgentConfig config = AgentConfig.parse("""
                node: {name: n}
                targets:
                - {name: orders-db, kind: postgresql, host: 127.0.0.1, port: %d, username: postgres}
                """.formatted(port), Map.of());
        TargetConfig.Postgres target = (TargetConfig.Postgres) config.targets().getFirst();
        Pace pace = new Pace(Duration.ofHours(1), System::nanoTime);
        return new PostgresProbe(
                target, Duration.ofSeconds(2), Duration.ofSeconds(5), pace, Clock.systemUTC(), renewal);
    }
}
