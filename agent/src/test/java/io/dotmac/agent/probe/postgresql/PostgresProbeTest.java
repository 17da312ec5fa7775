package io.dotmac.agent.probe.postgresql;

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
import io.dotmac.model.report.SeriesName;
import io.dotmac.testing.LocalPostgres;
import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresProbeTest {
    private static final Duration LONGEST = Duration.ofSeconds(15);

    @TempDir
    Path folder;

    @Test
    void healthyServerTellsItsFigures() {
        try (Probing agent = Probing.of(target(LocalPostgres.shared().port(), "postgres", ""))) {
            awaitHealth(agent, Health.UP);
            assertThat(state(agent).facts())
                    .containsEntry("role", "primary")
                    .containsKeys("version", "connections", "lsn", "timeline", "system_identifier");
            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(agent.reports().stream()
                                    .flatMap(report -> report.samples().names().stream())
                                    .map(SeriesName::metric)
                                    .collect(Collectors.toSet()))
                            .contains(
                                    "dependency_up",
                                    "dependency_latency_seconds",
                                    "pg_settings_max_connections",
                                    "pg_stat_database_xact_commit",
                                    "host_memory_percent",
                                    "host_cpu_percent",
                                    "process_resident_memory_bytes"));
        }
    }

    @Test
    void stoppedServerIsDownAndComesBack() throws IOException {
        LocalPostgres server = LocalPostgres.start(folder.resolve("data"), 0);
        int port = server.port();
        try (Probing agent = Probing.of(target(port, "postgres", ""))) {
            awaitHealth(agent, Health.UP);

            server.close();

            awaitHealth(agent, Health.DOWN);
            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(state(agent).error()).contains(ErrorClass.REFUSED));
            try (LocalPostgres again = LocalPostgres.start(folder.resolve("data"), port)) {
                assertThat(again.port()).isEqualTo(port);
                awaitHealth(agent, Health.UP);
            }
        }
    }

    @Test
    void serverThatDoesNotAnswerTimesOut() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Probing agent = Probing.of(target(silent.getLocalPort(), "postgres", ""))) {
            awaitHealth(agent, Health.DOWN);
            assertThat(state(agent).error()).contains(ErrorClass.TIMEOUT);
        }
    }

    @Test
    void portOfAnotherServiceIsNotPostgres() throws IOException {
        try (LocalRedis redis = LocalRedis.start(0);
                Probing agent = Probing.of(target(redis.port(), "postgres", ""))) {
            awaitHealth(agent, Health.DOWN);
        }
    }

    @Test
    void missingDatabaseIsSaid() {
        try (Probing agent = Probing.of(target(LocalPostgres.shared().port(), "postgres", ", database: nowhere"))) {
            awaitHealth(agent, Health.DOWN);
            assertThat(state(agent).summary()).contains("no such database");
        }
    }

    @Test
    void wrongPasswordIsUnknownNotDown() throws IOException {
        Path data = folder.resolve("data");
        try (LocalPostgres server = LocalPostgres.start(data, 0)) {
            server.execute("create role mon login password 'right'");
            server.execute("grant pg_monitor to mon");
            Files.writeString(
                    data.resolve("pg_hba.conf"),
                    "host all mon 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n");
            server.execute("select pg_reload_conf()");
            try (Probing wrong = Probing.of(target(server.port(), "mon", ", password: hunter2"));
                    Probing right = Probing.of(target(server.port(), "mon", ", password: right"))) {
                awaitHealth(right, Health.UP);
                awaitHealth(wrong, Health.UNKNOWN);
                assertThat(state(wrong).error()).contains(ErrorClass.AUTH);
                assertThat(state(wrong).reason()).contains(UnknownReason.PERMISSION);
                assertThat(state(wrong).severity()).isEqualTo(Severity.STALE);
                assertThat(state(wrong).summary()).doesNotContain("hunter2");
            }
        }
    }

    @Test
    void expectedStandbyThatNeverCameIsMissing() {
        try (Probing agent = Probing.of(target(LocalPostgres.shared().port(), "postgres", ", standbys: [standby-9]"))) {
            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(agent.link("standby-9")).hasValueSatisfying(link -> {
                        assertThat(link.state()).isEqualTo(LinkState.MISSING);
                        assertThat(link.health()).isEqualTo(Health.DOWN);
                        assertThat(link.severity()).isEqualTo(Severity.CRITICAL);
                        assertThat(link.lagSeconds()).isEmpty();
                    }));
        }
    }

    @Test
    void roleWithoutRightsMakesReplicationUnknownNeverZero() throws IOException {
        LocalPostgres alone = LocalPostgres.start(folder.resolve("primary"), 0);
        try (LocalPostgres.Pair pair = LocalPostgres.standbyOf(alone, folder.resolve("standby-1"), 0)) {
            pair.primary().execute("create role bare login");
            await().ignoreExceptions()
                    .atMost(LONGEST)
                    .until(() ->
                            "1".equals(pair.standby().value("select count(*) from pg_roles where rolname = 'bare'")));
            try (Probing agent = Probing.of(target(pair.primary().port(), "bare", ", standbys: [standby-1]")
                    + "\n- {name: standby-1, kind: postgresql, host: 127.0.0.1, port: %d, username: bare}"
                            .formatted(pair.standby().port()))) {
                await().atMost(LONGEST).untilAsserted(() -> {
                    ReplicationLink link = agent.link("standby-1").orElseThrow(AssertionError::new);
                    assertThat(link.health()).isEqualTo(Health.UNKNOWN);
                    assertThat(link.state()).isEqualTo(LinkState.UNKNOWN);
                    assertThat(link.reason()).contains(UnknownReason.PERMISSION);
                    assertThat(link.severity()).isEqualTo(Severity.STALE);
                    assertThat(link.lagSeconds()).isEmpty();
                });
                assertThat(state(agent).health()).isEqualTo(Health.UP);
            }
        }
    }

    @Test
    void standbyThatIsNoTargetIsSeenByItsPrimaryWithItsSlot() throws IOException {
        LocalPostgres alone = LocalPostgres.start(folder.resolve("primary"), 0);
        alone.execute("select pg_create_physical_replication_slot('slot_1', true)");
        try (LocalPostgres.Pair pair = LocalPostgres.standbyOf(alone, folder.resolve("standby-1"), 0)) {
            pair.standby().execute("alter system set primary_slot_name = 'slot_1'");
            pair.standby().execute("select pg_reload_conf()");
            try (Probing agent = Probing.of(target(pair.primary().port(), "postgres", ", standbys: [standby-1]"))) {
                await().atMost(LONGEST).untilAsserted(() -> {
                    ReplicationLink link = agent.link("standby-1").orElseThrow(AssertionError::new);
                    assertThat(link.state()).isEqualTo(LinkState.STREAMING);
                    assertThat(link.slot()).contains("slot_1");
                    assertThat(link.slotKeepsBytes()).isPresent();
                    assertThat(link.facts()).containsAllEntriesOf(Map.of("primary.state", "streaming"));
                    assertThat(link.facts()).containsKeys("primary.send_b", "primary.net_b", "primary.apply_b");
                });
            }
        }
    }

    @Test
    void standbyTellsHowFarItsReceiverIs() throws IOException {
        LocalPostgres alone = LocalPostgres.start(folder.resolve("primary"), 0);
        alone.execute("select pg_create_physical_replication_slot('slot_1', true)");
        try (LocalPostgres.Pair pair = LocalPostgres.standbyOf(alone, folder.resolve("standby-1"), 0)) {
            pair.standby().execute("alter system set primary_slot_name = 'slot_1'");
            pair.standby().execute("select pg_reload_conf()");
            pair.primary().execute("create table t (id int)");
            try (Probing agent = Probing.of(target(pair.standby().port(), "postgres", ""))) {
                await().atMost(LONGEST)
                        .untilAsserted(() -> assertThat(state(agent).facts())
                                .containsEntry("receiver.slot_name", "slot_1")
                                .containsEntry("queries_cancelled", "none")
                                .containsKeys(
                                        "receiver.written_lsn",
                                        "receiver.flushed_lsn",
                                        "receiver.latest_end_lsn",
                                        "receiver.latest_end_time",
                                        "last_commit_age_s"));
            }
        }
    }

    private static String target(int port, String user, String more) {
        return "- {name: orders-db, kind: postgresql, host: 127.0.0.1, port: %d, username: %s%s}"
                .formatted(port, user, more);
    }

    private static DependencyState state(Probing agent) {
        return agent.dependency("orders-db").orElseThrow(() -> new AssertionError("not probed yet"));
    }

    private static void awaitHealth(Probing agent, Health health) {
        await().atMost(LONGEST)
                .untilAsserted(() -> assertThat(state(agent).health()).isEqualTo(health));
    }
}
