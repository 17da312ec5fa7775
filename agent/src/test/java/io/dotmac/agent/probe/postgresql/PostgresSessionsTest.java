package io.dotmac.agent.probe.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.agent.Probing;
import io.dotmac.agent.probe.Deadline;
import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.Severity;
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
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Transactions that stay open, sessions that block each other for good, reads that miss the cache.
class PostgresSessionsTest {
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Duration NEVER = Duration.ofHours(1);

    @TempDir
    private Path folder;

    @Test
    void transactionThatSitsIdleOrStaysOpenIsToldByNameAndTrueAge() throws Exception {
        try (LocalPostgres server = LocalPostgres.start(folder.resolve("data"), 0);
                Connection own = DriverManager.getConnection(server.url("postgres"));
                Connection idle = DriverManager.getConnection(server.url("postgres") + "&ApplicationName=billing");
                Statement inside = idle.createStatement()) {
            idle.setAutoCommit(false);
            inside.execute("select 1");
            int pid = idle.unwrap(org.postgresql.PGConnection.class).getBackendPID();
            Activity usual = new Activity();
            Activity noIdling = new Activity(NEVER, Duration.ofSeconds(1));
            Activity noWaiting = new Activity(Duration.ofSeconds(1), NEVER);

            await().atMost(LONGEST).untilAsserted(() -> {
                Remark idling = read(noIdling, own, new TreeMap<>());
                assertThat(idling.severity()).isEqualTo(Severity.MINOR);
                assertThat(idling.text())
                        .matches("a transaction sits idle for [0-9]+ s: pid " + pid + " \\(billing\\) in postgres");
            });
            Map<String, String> facts = new TreeMap<>();
            Remark open = read(noWaiting, own, facts);
            assertThat(open.severity()).isEqualTo(Severity.MINOR);
            assertThat(open.text())
                    .matches("a transaction is open for [0-9]+ s: pid " + pid + " \\(billing\\) in postgres");
            assertThat(Double.parseDouble(facts.get("oldest_transaction_s"))).isBetween(1.0, 20.0);
            assertThat(facts.get("sessions")).contains("1 idle in transaction");
            assertThat(read(usual, own, new TreeMap<>()).severity())
                    .as("a minute and five minutes are allowed by default")
                    .isEqualTo(Severity.OK);

            idle.rollback();

            assertThat(read(noIdling, own, new TreeMap<>()).severity()).isEqualTo(Severity.OK);
            assertThat(read(noWaiting, own, new TreeMap<>()).severity()).isEqualTo(Severity.OK);
        }
    }

    @Test
    void deadlockIsToldOnce() throws Exception {
        try (LocalPostgres server = LocalPostgres.start(folder.resolve("data"), 0, Map.of("deadlock_timeout", "50ms"));
                Probing agent = Probing.of(
                        "- {name: orders-db, kind: postgresql, host: 127.0.0.1, port: %d, ".formatted(server.port())
                                + "username: postgres}")) {
            server.execute("create table t (id int primary key, n int)");
            server.execute("insert into t values (1, 0), (2, 0)");
            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(state(agent).severity()).isEqualTo(Severity.OK));

            deadlock(server);

            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(summaries(agent)).contains("1 deadlock since the last reading"));
            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(state(agent).summary()).startsWith("primary, "));
            assertThat(state(agent).severity()).isEqualTo(Severity.OK);
        }
    }

    @Test
    void readsThatMissTheCacheAreToldAndThoseThatHitAreNot() throws Exception {
        Map<String, String> little = Map.of("shared_buffers", "1MB", "autovacuum", "off");
        try (LocalPostgres server = LocalPostgres.start(folder.resolve("data"), 0, little);
                Connection own = DriverManager.getConnection(server.url("postgres"))) {
            server.execute("create table large as select repeat('x', 1000) from generate_series(1, 16000);"
                    + "select pg_stat_force_next_flush()");
            server.execute("create table small as select 1");
            Throughput throughput = new Throughput();
            Map<String, String> facts = new TreeMap<>();
            throughput.read(session(own), facts, new ArrayList<>());
            assertThat(facts).as("one reading is no rate").doesNotContainKey("cache_hit");

            work(server, 8, "large");
            Remark missed = throughput.read(session(own), facts, new ArrayList<>());

            assertThat(missed.severity()).isEqualTo(Severity.INFO);
            assertThat(missed.text()).matches("only [0-9]{1,2} % of reads hit the cache");
            work(server, 100_000, "small");
            assertThat(throughput.read(session(own), facts, new ArrayList<>()).severity())
                    .isEqualTo(Severity.OK);
            assertThat(facts.get("cache_hit")).matches("(9[0-9]|100)\\.[0-9] %");
        }
    }

    private static Remark read(Activity activity, Connection connection, Map<String, String> facts)
            throws SQLException {
        List<Sample> samples = new ArrayList<>();
        return activity.read(session(connection), false, facts, samples);
    }

    private static Session session(Connection connection) {
        return new Session(connection, Deadline.in(LONGEST));
    }

    /// A session tells its counters at its end, after its caller went on: this one before it answers.
    private static void work(LocalPostgres server, int scans, String table) {
        server.execute("""
                do $$ begin
                  for round in 1..%d loop perform count(*) from %s; end loop;
                  perform pg_stat_force_next_flush();
                end $$""".formatted(scans, table));
    }

    /// Two sessions, each of which waits for what the other has locked.
    private static void deadlock(LocalPostgres server) throws SQLException, InterruptedException {
        try (Connection one = DriverManager.getConnection(server.url("postgres"));
                Connection two = DriverManager.getConnection(server.url("postgres"));
                Statement first = one.createStatement();
                Statement second = two.createStatement()) {
            one.setAutoCommit(false);
            two.setAutoCommit(false);
            first.execute("update t set n = 1 where id = 1");
            second.execute("update t set n = 1 where id = 2");
            List<SQLException> refused = new ArrayList<>();
            Thread other = Thread.ofVirtual().start(() -> {
                try {
                    second.execute("update t set n = 2 where id = 1");
                    two.rollback();
                } catch (SQLException e) {
                    refused.add(e);
                }
            });
            try {
                first.execute("update t set n = 2 where id = 2");
                one.rollback();
            } catch (SQLException e) {
                refused.add(e);
                one.rollback();
            }
            other.join();
            assertThat(refused)
                    .singleElement()
                    .extracting(SQLException::getSQLState)
                    .isEqualTo("40P01");
        }
    }

    private static List<String> summaries(Probing agent) {
        return agent.reports().stream()
                .flatMap(report -> report.dependencies().stream())
                .map(DependencyState::summary)
                .toList();
    }

    private static DependencyState state(Probing agent) {
        return agent.dependency("orders-db").orElseThrow(() -> new AssertionError("not probed yet"));
    }
}
