package io.dotmac.agent.probe.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.agent.Majors;
import io.dotmac.agent.Probing;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.Metrics;
import io.dotmac.model.fleet.ReplicationKind;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.report.SeriesName;
import io.dotmac.testing.LocalPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresStatisticsTest {
    private static final Duration LONGEST = Duration.ofSeconds(25);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17, 18})
    void lostSlotIsCriticalOnEveryVersionUntilItIsDropped(int major) throws Exception {
        try (LocalPostgres server = LocalPostgres.start(
                        folder.resolve("data"),
                        0,
                        Map.of("max_slot_wal_keep_size", "16MB", "min_wal_size", "32MB", "max_wal_size", "48MB"),
                        Majors.binaries(major));
                Probing agent = Probing.of(target(server, "postgres"))) {
            server.execute("select pg_create_physical_replication_slot('copy_1', true)");
            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(state(agent).facts().get("slot copy_1"))
                            .startsWith("reserved, inactive, physical"));

            fillLog(server);

            await().atMost(LONGEST).untilAsserted(() -> {
                assertThat(state(agent).severity()).isEqualTo(Severity.CRITICAL);
                assertThat(state(agent).summary()).contains("slot copy_1").contains("lost");
                assertThat(state(agent).health()).isEqualTo(Health.DEGRADED);
            });
            server.execute("select pg_drop_replication_slot('copy_1')");
            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(state(agent).severity()).isEqualTo(Severity.OK));
            assertThat(metrics(agent))
                    .contains("pg_stat_bgwriter_checkpoints_req_total", "pg_wal_bytes_per_second", Metrics.NO_PARTS);
            server.execute("select pg_create_physical_replication_slot('copy_1', true)");
            await().atMost(LONGEST).untilAsserted(() -> {
                assertThat(state(agent).facts().get("slot copy_1")).startsWith("reserved");
                assertThat(state(agent).severity()).isEqualTo(Severity.OK);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void subscriberThatFailsOnAChangeIsToldOnBothSides(int major) throws Exception {
        try (LocalPostgres publisher = LocalPostgres.start(folder.resolve("pub"), 0, Map.of(), Majors.binaries(major));
                LocalPostgres subscriber =
                        LocalPostgres.start(folder.resolve("sub"), 0, Map.of(), Majors.binaries(major))) {
            for (LocalPostgres each : List.of(publisher, subscriber)) {
                each.execute("create table t (id int primary key)");
            }
            publisher.execute("create publication p for table t");
            subscriber.execute("create subscription s connection 'host=127.0.0.1 port=" + publisher.port()
                    + " user=postgres dbname=postgres' publication p");
            try (Probing agent = Probing.of(target(publisher, "postgres")
                    + "\n- {name: copy, kind: postgresql, host: 127.0.0.1, port: %d, username: postgres}"
                            .formatted(subscriber.port()))) {
                await().atMost(LONGEST).untilAsserted(() -> {
                    assertThat(agent.link("s").orElseThrow(AssertionError::new).kind())
                            .isEqualTo(ReplicationKind.POSTGRESQL_LOGICAL);
                    assertThat(agent.link("s").orElseThrow(AssertionError::new).state())
                            .isEqualTo(LinkState.STREAMING);
                    assertThat(agent.dependency("copy")
                                    .orElseThrow(AssertionError::new)
                                    .facts()
                                    .get("subscription s"))
                            .startsWith("works")
                            .contains("end of the log told ");
                });

                subscriber.execute("insert into t values (7)");
                publisher.execute("insert into t values (7)");

                await().atMost(LONGEST.multipliedBy(2)).untilAsserted(() -> {
                    DependencyState copy = agent.dependency("copy").orElseThrow(AssertionError::new);
                    assertThat(copy.severity()).isEqualTo(Severity.CRITICAL);
                    assertThat(copy.summary()).startsWith("subscription s ");
                    if (major >= 18) {
                        assertThat(copy.facts().get("subscription s")).contains(" conflicts");
                    }
                    assertThat(agent.link("s")
                                    .orElseThrow(AssertionError::new)
                                    .lagSeconds()
                                    .orElse(0.0))
                            .isGreaterThan(1);
                });
                subscriber.execute("delete from t where id = 7");
                await().atMost(LONGEST).untilAsserted(() -> {
                    assertThat(agent.dependency("copy")
                                    .orElseThrow(AssertionError::new)
                                    .severity())
                            .isEqualTo(Severity.OK);
                    assertThat(agent.link("s").orElseThrow(AssertionError::new).state())
                            .isEqualTo(LinkState.STREAMING);
                });
            }
        }
    }

    @Test
    void connectionsAreCountedAgainstWhatIsLeftForUsers() throws Exception {
        Map<String, String> few =
                Map.of("max_connections", "14", "superuser_reserved_connections", "3", "reserved_connections", "1");
        List<Connection> held = new ArrayList<>();
        try (LocalPostgres server = LocalPostgres.start(folder.resolve("data"), 0, few);
                Probing agent = Probing.of(target(server, "postgres"))) {
            await().atMost(LONGEST)
                    .untilAsserted(() ->
                            assertThat(state(agent).facts().get("connections")).endsWith(" of 10"));
            for (int number = 0; number < 9; number++) {
                held.add(DriverManager.getConnection(server.url("postgres")));
            }
            await().atMost(LONGEST).untilAsserted(() -> {
                assertThat(state(agent).severity()).isEqualTo(Severity.MAJOR);
                assertThat(state(agent).error()).contains(ErrorClass.TOO_MANY_CONNECTIONS);
                assertThat(state(agent).summary()).endsWith(" of 10 connections in use");
            });
        } finally {
            for (Connection each : held) {
                each.close();
            }
        }
    }

    @Test
    void blockedSessionIsToldWithWhoBlocksIt() throws Exception {
        LocalPostgres server = LocalPostgres.shared();
        String database = server.newDatabase();
        try (Connection holder = DriverManager.getConnection(server.url(database) + "&ApplicationName=billing");
                Connection waiter = DriverManager.getConnection(server.url(database));
                Statement holding = holder.createStatement();
                Statement waiting = waiter.createStatement()) {
            holding.execute("create table t (id int)");
            holder.setAutoCommit(false);
            holding.execute("lock table t");
            Thread stuck = Thread.ofVirtual().start(() -> {
                try {
                    waiting.execute("select * from t");
                } catch (SQLException e) {
                    // Ends with the test.
                }
            });
            try (Probing agent = Probing.of(target(server, "postgres"))) {
                await().atMost(LONGEST).untilAsserted(() -> {
                    assertThat(state(agent).severity()).isEqualTo(Severity.MINOR);
                    assertThat(state(agent).summary())
                            .startsWith("a session is blocked for more than 10 s")
                            .contains("(billing), idle in transaction");
                });
            }
            holder.rollback();
            stuck.join();
        }
    }

    @Test
    void failingArchiveIsTold() throws Exception {
        Map<String, String> archiving = Map.of("archive_mode", "on", "archive_command", "false");
        try (LocalPostgres server = LocalPostgres.start(folder.resolve("data"), 0, archiving);
                Probing agent = Probing.of(target(server, "postgres"))) {
            server.execute("select pg_switch_wal()");
            await().atMost(LONGEST)
                    .untilAsserted(
                            () -> assertThat(state(agent).summary()).startsWith("archiving of WAL fails at 0000"));
        }
    }

    @Test
    void commitsThatWaitForNobodyAreTold() throws Exception {
        Map<String, String> waiting = Map.of("synchronous_standby_names", "copy_1");
        try (LocalPostgres server = LocalPostgres.start(folder.resolve("data"), 0, waiting);
                Probing agent = Probing.of(target(server, "postgres"))) {
            await().atMost(LONGEST).untilAsserted(() -> {
                assertThat(state(agent).severity()).isEqualTo(Severity.CRITICAL);
                assertThat(state(agent).summary())
                        .isEqualTo("commits wait for 1 synchronous standby, none is connected");
            });
        }
    }

    @Test
    void whatTheRoleMayNotSeeIsAbsentNeverZero() throws Exception {
        LocalPostgres server = LocalPostgres.shared();
        server.execute("create role bare_statistics login");
        try (Probing agent = Probing.of(target(server, "bare_statistics"))) {
            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(metrics(agent)).contains("pg_settings_max_connections"));

            assertThat(metrics(agent))
                    .doesNotContain(
                            "pg_stat_activity_count", "pg_stat_activity_blocked", "pg_stat_activity_max_tx_duration");
            assertThat(state(agent).summary()).contains("hidden from the probe's role: grant pg_monitor");
            assertThat(state(agent).facts().get("connections")).startsWith("about ");
        }
    }

    private static void fillLog(LocalPostgres server) {
        server.execute("create table filler (text text)");
        for (int round = 0; round < 6; round++) {
            server.execute("insert into filler select repeat('x', 1000) from generate_series(1, 12000)");
            server.execute("select pg_switch_wal()");
            server.execute("checkpoint");
        }
    }

    private static Set<String> metrics(Probing agent) {
        return agent.reports().stream()
                .flatMap(report -> report.samples().names().stream())
                .map(SeriesName::metric)
                .collect(Collectors.toSet());
    }

    private static String target(LocalPostgres server, String user) {
        return "- {name: orders-db, kind: postgresql, host: 127.0.0.1, port: %d, username: %s}"
                .formatted(server.port(), user);
    }

    private static DependencyState state(Probing agent) {
        return agent.dependency("orders-db").orElseThrow(() -> new AssertionError("not probed yet"));
    }
}
