package io.dotmac.packaging.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.client.ApiClient;
import io.dotmac.model.agent.EnrolmentToken;
import io.dotmac.model.agent.NewEnrolmentToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import okhttp3.HttpUrl;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real agent and a real server, both killed in the middle of their work, with a harmful way between them: what the
/// server acknowledged lies in its database, once.
///
/// A failing seed is played again by `mvn -pl packaging -am test -Dtest=AcknowledgedReportsTest -Ddurability.seed=42`.
class AcknowledgedReportsTest {
    private static final System.Logger LOG = System.getLogger(AcknowledgedReportsTest.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int SOME = 8;

    @TempDir
    Path root;

    @Test
    void whatIsAcknowledgedIsStoredOnceThoughServerAndAgentAreKilled() throws Exception {
        long seed = Long.getLong("durability.seed", new Random().nextLong(1_000_000));
        LOG.log(System.Logger.Level.WARNING, "durability seed={0}", Long.toString(seed));
        Random random = new Random(seed);
        try (Stand stand = Stand.start(root.resolve("stand"));
                HarmfulWay way = HarmfulWay.to(stand.url(), seed)) {
            Path config = enrolled(stand, way.url());
            Process agent = run(config);
            try {
                awaitMore(way, SOME + random.nextInt(SOME));
                stand.server().kill();
                pause(random);
                agent.destroyForcibly().waitFor();
                agent = run(config);
                pause(random);
                stand.server().restart();
                awaitMore(way, SOME);
                agent.destroyForcibly().waitFor();
                agent = run(config);
                awaitMore(way, SOME + random.nextInt(SOME));
                // The last of the second life comes, too, when the third is through with its backlog.
                patiently()
                        .untilAsserted(() -> assertThat(holes(stand))
                                .as("seed %d: missing", seed)
                                .isEmpty());
            } finally {
                agent.destroyForcibly().waitFor();
            }

            patiently().untilAsserted(() -> {
                Set<HarmfulWay.Key> stored = stored(stand);
                long samples = way.samplesByReport().entrySet().stream()
                        .filter(report -> stored.contains(report.getKey()))
                        .mapToLong(Map.Entry::getValue)
                        .sum();
                assertThat(stored).as("seed %d", seed).containsAll(way.acknowledged());
                assertThat(way.samplesByReport().keySet())
                        .as("seed %d: nobody sent them", seed)
                        .containsAll(stored);
                assertThat(values(stand, "select count(*) from fleet.samples"))
                        .as("seed %d: samples of all stored reports", seed)
                        .containsExactly(Long.toString(samples));
            });
            assertThat(values(stand, "select boot from fleet.agent_boots"))
                    .as("seed %d: lives", seed)
                    .hasSize(3);
            assertThat(way.answersLost() + way.reportsDoubled())
                    .as("seed %d: harms", seed)
                    .isPositive();
        }
    }

    private static Path enrolled(Stand stand, String url) throws IOException, InterruptedException {
        Path folder = stand.folder().resolve("agents");
        Path config = Files.createDirectories(folder).resolve("killed.yaml");
        Files.writeString(config, """
                server: {url: "%s"}
                node: {name: killed}
                state-dir: "%s"
                health-interval: 500ms
                interval: 1s
                targets:
                - {name: sessions, kind: redis, host: 127.0.0.1, port: %d}
                """.formatted(url, folder.resolve("killed"), stand.redisPort()));
        String operator = stand.operatorToken();
        EnrolmentToken token = new ApiClient(stand.http(), HttpUrl.get(stand.url()), () -> Optional.of(operator))
                .post(
                        "/api/v1/agents/enrolment-tokens",
                        new NewEnrolmentToken(Optional.of("killed"), Optional.empty(), Optional.empty()),
                        EnrolmentToken.class);
        Program.AGENT.run(
                Map.of("DOTMAC_ENROL_TOKEN", token.token()),
                folder.resolve("killed.log"),
                List.of("enroll", "--config", config.toString()));
        return config;
    }

    private static Process run(Path config) throws IOException {
        return Program.AGENT.start(
                Map.of("MALLOC_ARENA_MAX", "1"),
                config.resolveSibling("killed.log"),
                List.of("run", "--config", config.toString()));
    }

    private static void awaitMore(HarmfulWay way, int reports) {
        int before = way.acknowledged().size();
        patiently().until(() -> way.acknowledged().size() >= before + reports);
    }

    /// Long enough that some reports are made meanwhile.
    private static void pause(Random random) {
        long end = System.nanoTime()
                + Duration.ofMillis(2_000 + random.nextInt(2_000)).toNanos();
        patiently().until(() -> System.nanoTime() - end >= 0);
    }

    /// Lives of which numbers are missing that no gap tells of.
    private static List<String> holes(Stand stand) throws SQLException {
        return values(stand, """
                select b.boot || b.seqs::text from fleet.agent_boots b
                where int8multirange(int8range(1, upper(b.seqs))) - b.seqs
                  - coalesce((select range_agg(int8range(g.first_seq, g.last_seq, '[]')) from fleet.gaps g
                      where g.boot = b.boot), int8multirange()) <> int8multirange()
                """);
    }

    private static Set<HarmfulWay.Key> stored(Stand stand) throws SQLException {
        Set<HarmfulWay.Key> stored = new HashSet<>();
        for (String row : values(stand, """
                select b.boot || ' ' || seq from fleet.agent_boots b, unnest(b.seqs) as range,
                  generate_series(lower(range), upper(range) - 1) as seq
                """)) {
            int blank = row.indexOf(' ');
            stored.add(new HarmfulWay.Key(row.substring(0, blank), Long.parseLong(row.substring(blank + 1))));
        }
        return stored;
    }

    private static List<String> values(Stand stand, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(stand.superuserUrl());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    private static ConditionFactory patiently() {
        return await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100));
    }
}
