package io.dotmac.agent.probe.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.agent.Checking;
import io.dotmac.agent.Servers;
import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.pace.Pace;
import io.dotmac.agent.probe.Deadline;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.ProbeSink;
import io.dotmac.agent.probe.Probes;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.HostSummary;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import io.dotmac.testing.LocalPostgres;
import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PgBouncerProbeTest {
    private static final Duration LONGEST = Duration.ofSeconds(15);
    private static final ProbeSink NOBODY = new ProbeSink() {
        @Override
        public void dependency(DependencyState state, List<Sample> samples) {}

        @Override
        public void replication(List<ReplicationLink> links) {}

        @Override
        public void host(HostSummary summary, DependencyState state, List<Sample> samples) {}
    };

    @TempDir
    private Path folder;

    private final int port = LocalRedis.freePort();

    @Test
    void poolsAreToldAndClientsThatWaitAreSeen() throws Exception {
        try (Servers pooler = start(LocalPostgres.shared().port());
                Checking probe = Checking.of(target("mon"))) {
            awaitUp(probe, pooler);
            try (Connection holder = pooled();
                    Statement holding = holder.createStatement()) {
                holder.setAutoCommit(false);
                holding.execute("select 1");
                Finding quiet = probe.check();
                assertThat(quiet.severity()).isEqualTo(Severity.OK);
                assertThat(quiet.facts().get("pool postgres/postgres")).contains("1 servers busy");
                assertThat(quiet.samples())
                        .extracting("metric")
                        .contains("pgbouncer_pools_client_waiting_connections", "pgbouncer_stats_queries_pooled_total");

                List<Thread> waiting = new ArrayList<>();
                waiting.add(Thread.ofVirtual().start(this::useOnce));
                await().atMost(LONGEST).untilAsserted(() -> {
                    Finding finding = probe.check();
                    assertThat(finding.health()).isEqualTo(Health.DEGRADED);
                    assertThat(finding.error()).isEqualTo(ErrorClass.TOO_MANY_CONNECTIONS);
                    assertThat(finding.summary()).startsWith("pool postgres/postgres is used up: 1 client waits");
                });
                holder.rollback();
                for (Thread each : waiting) {
                    each.join();
                }
            }
            assertThat(probe.check().severity()).isEqualTo(Severity.OK);
        }
    }

    @Test
    void poolerThatIsGoneIsDown() throws Exception {
        try (Servers pooler = start(LocalPostgres.shared().port());
                Checking probe = Checking.of(target("mon"))) {
            awaitUp(probe, pooler);

            pooler.kill();

            assertThat(probe.check().health()).isEqualTo(Health.DOWN);
            assertThat(probe.check().error()).isEqualTo(ErrorClass.REFUSED);
        }
    }

    @Test
    void pausedDatabaseIsSeen() throws Exception {
        try (Servers pooler = start(LocalPostgres.shared().port());
                Checking probe = Checking.of(target("mon"))) {
            awaitUp(probe, pooler);
            try (Console console =
                    Console.open("127.0.0.1", port, false, "boss", "", Deadline.in(Duration.ofSeconds(5)))) {
                console.run("PAUSE postgres");
            }
            assertThat(probe.check().summary()).isEqualTo("database postgres is paused: its clients wait");
        }
    }

    @Test
    void userWhoMayNotSeeStatisticsIsUnknownNotDown() throws Exception {
        try (Servers pooler = start(LocalPostgres.shared().port());
                Checking right = Checking.of(target("mon"));
                Checking wrong = Checking.of(target("postgres"))) {
            awaitUp(right, pooler);

            Finding finding = wrong.check();

            assertThat(finding.health()).isEqualTo(Health.UNKNOWN);
            assertThat(finding.reason()).isEqualTo(UnknownReason.PERMISSION);
            assertThat(finding.summary()).contains("must be one of stats_users");
        }
    }

    @Test
    void whoStopsWatchingLeavesNoConnectionBehind() throws Exception {
        AgentConfig config = AgentConfig.parse("node: {name: n}\ntargets:\n- " + target("mon"), Map.of());
        try (Servers pooler = start(LocalPostgres.shared().port());
                Checking probe = Checking.of(target("mon"))) {
            awaitUp(probe, pooler);
            try (Console admin = Console.open("127.0.0.1", port, false, "boss", "", Deadline.in(LONGEST))) {
                int before = admin.show("clients").size();
                try (Probes probes = new Probes(
                        config, new Pace(Duration.ofSeconds(10), System::nanoTime), Clock.systemUTC(), NOBODY)) {
                    probes.start();
                    await().atMost(LONGEST).until(() -> admin.show("clients").size() == before + 1);
                }
                await().atMost(LONGEST).until(() -> admin.show("clients").size() == before);
            }
        }
    }

    private Servers start(int databasePort) throws IOException {
        String program = Servers.program("pgbouncer");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.writeString(folder.resolve("users.txt"), "\"mon\" \"\"\n\"boss\" \"\"\n\"postgres\" \"\"\n");
        Path ini = Files.writeString(
                folder.resolve("pgbouncer.ini"), """
                [databases]
                postgres = host=127.0.0.1 port=%d user=postgres pool_size=1
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                auth_type = trust
                auth_file = %s
                stats_users = mon
                admin_users = boss
                unix_socket_dir =
                pool_mode = transaction
                server_login_retry = 1
                ignore_startup_parameters = extra_float_digits
                """.formatted(databasePort, port, folder.resolve("users.txt")));
        return Servers.root()
                ? Servers.run(folder.resolve("log"), program, "-u", "nobody", ini.toString())
                : Servers.run(folder.resolve("log"), program, ini.toString());
    }

    private static void awaitUp(Checking probe, Servers pooler) {
        await().atMost(LONGEST).untilAsserted(() -> {
            assertThat(pooler.alive()).isTrue();
            Finding finding = probe.check();
            assertThat(finding.summary()).endsWith("nobody waits");
            assertThat(finding.health()).isEqualTo(Health.UP);
        });
    }

    private void useOnce() {
        try (Connection connection = pooled();
                Statement statement = connection.createStatement()) {
            statement.execute("select 1");
        } catch (SQLException e) {
            // The pooler may end first.
        }
    }

    private Connection pooled() throws SQLException {
        return DriverManager.getConnection(url("postgres", "postgres"));
    }

    private String url(String database, String user) {
        return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s&preferQueryMode=simple".formatted(port, database, user);
    }

    private String target(String user) {
        return "{name: pool, kind: pgbouncer, host: 127.0.0.1, port: %d, username: %s, wait-warn: 500ms}"
                .formatted(port, user);
    }
}
