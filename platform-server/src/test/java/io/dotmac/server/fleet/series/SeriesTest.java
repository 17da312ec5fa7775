package io.dotmac.server.fleet.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dotmac.client.ApiException;
import io.dotmac.model.report.KnownMetric;
import io.dotmac.model.report.KnownSeries;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.Samples;
import io.dotmac.model.report.SeriesName;
import io.dotmac.model.report.SeriesSet;
import io.dotmac.model.report.SeriesSet.Source;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.dotmac.testing.LocalPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class SeriesTest {
    private static final Retention RETENTION = new Retention(7, 30, 400);
    private static final AtomicInteger SEQ = new AtomicInteger();
    private static TestPlatform platform;
    private static Database database;

    /// Two hours that are long over.
    private final Instant begin = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(5));

    private String metric = "";
    private TestAgent agent;

    @BeforeAll
    static void start() {
        platform = TestPlatform.start();
        database =
                new Database(TestPlatform.config(platform.database(), Map.of()).database(), new Telemetry());
    }

    @AfterAll
    static void stop() {
        database.close();
        platform.close();
    }

    @BeforeEach
    void enrol(TestInfo test) throws IOException {
        metric = "m_" + Integer.toHexString(test.getDisplayName().hashCode());
        agent = TestAgent.enrol(
                platform, TestPlatform.OPERATOR, test.getDisplayName().replace("()", ""));
    }

    @Test
    void answerIsTheSameBeforeAndAfterItIsRolledUp() throws IOException {
        send(begin, 480, 15); // values 0, 1, 2...: two hours, of which the 480 rows are one each 15 s

        SeriesSet before = read("&step=10m");
        SeriesSet hours = read("&step=1h&aggregate=max");
        rollUp();
        SeriesSet after = read("&step=10m");

        assertThat(before.source()).isEqualTo(Source.MINUTE);
        assertThat(before.series().getFirst().values())
                .startsWith(Optional.of(19.5), Optional.of(59.5))
                .hasSize(12);
        assertThat(after).isEqualTo(before);
        assertThat(hours.source()).isEqualTo(Source.HOUR);
        assertThat(hours.series().getFirst().values()).containsExactly(Optional.of(239.0), Optional.of(479.0));
        assertThat(platform.value("select count(*) from fleet.rollup_minute r join fleet.series s on s.id = r.series_id"
                        + " where s.metric = '" + metric + "'"))
                .isEqualTo("120");
        update("delete from fleet.samples s using fleet.series r where r.id = s.series_id and r.metric = '" + metric
                + "'");
        assertThat(read("&step=10m")).as("read from the roll-ups").isEqualTo(before);
        assertThat(read("&step=1h&aggregate=max")).isEqualTo(hours);
    }

    @Test
    void everyAggregateIsTheSameFromEveryGrain() throws IOException {
        send(begin, 480, 15);
        rollUp();

        for (String aggregate : List.of("avg", "min", "max", "sum", "count", "last")) {
            SeriesSet raw = read("&step=45s&aggregate=" + aggregate); // 160 buckets of 3 samples
            SeriesSet minutes = read("&step=20m&aggregate=" + aggregate);
            SeriesSet hours = read("&step=2h&aggregate=" + aggregate);
            assertThat(raw.source()).isEqualTo(Source.RAW);
            assertThat(minutes.source()).isEqualTo(Source.MINUTE);
            assertThat(hours.source()).isEqualTo(Source.HOUR);
            double first = minutes.series().getFirst().values().getFirst().orElseThrow();
            switch (aggregate) {
                case "avg" -> assertThat(first).isEqualTo(39.5);
                case "min" -> assertThat(first).isEqualTo(0);
                case "max", "last" -> assertThat(first).isEqualTo(79);
                case "sum" -> assertThat(first).isEqualTo(3_160);
                default -> assertThat(first).isEqualTo(80);
            }
        }
    }

    @Test
    void whatWasNotReportedIsEmptyAndNotMadeUp() throws IOException {
        send(begin, 40, 15); // 10 minutes
        send(begin.plusSeconds(1_800), 40, 15); // and 10 more, 20 minutes later

        for (String step : List.of("&step=5m", "&step=150s", "&step=60s")) {
            SeriesSet set = read(step);
            List<Optional<Double>> values = set.series().getFirst().values();
            for (int i = 0; i < values.size(); i++) {
                long second = i * set.stepSeconds();
                boolean there = second < 600 || (second >= 1_800 && second < 2_400);
                assertThat(values.get(i).isPresent()).as(step + " at " + second).isEqualTo(there);
            }
        }
        rollUp();
        assertThat(read("&step=5m").series().getFirst().values().subList(2, 6)).containsOnly(Optional.empty());
    }

    @Test
    void whatComesLateIsInTheAnswerAtOnceAndInTheRollUpNext() throws IOException {
        send(begin, 240, 15);
        rollUp();
        assertThat(read("&step=1h&aggregate=count").series().getFirst().values().getFirst())
                .contains(240.0);

        send(begin.plusMillis(7), 4, 15); // from an agent's spool, hours later

        assertThat(read("&step=1h&aggregate=count").series().getFirst().values().getFirst())
                .contains(244.0);
        assertThat(read("&step=1m&aggregate=count").series().getFirst().values().getFirst())
                .contains(8.0);
        rollUp();
        assertThat(platform.value("select sum(count) from fleet.rollup_hour r join fleet.series s on s.id = r.series_id"
                        + " where s.metric = '" + metric + "'"))
                .isEqualTo("244");
    }

    @Test
    void severalServersMayRollUpAtOnceAndAgain() throws Exception {
        send(begin, 480, 15);
        try (ExecutorService servers = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> run = () -> {
                rollups().run();
                return 0;
            };
            for (Future<Integer> done : servers.invokeAll(List.of(run, run, run, run))) {
                done.get();
            }
        }
        rollUp();
        update("insert into fleet.rollup_due select tenant_id, slot from fleet.nodes, generate_series('" + begin
                + "'::timestamptz, '" + begin + "'::timestamptz + interval '2 hours', interval '15 minutes') slot"
                + " where id = '" + agent.node() + "'");
        rollUp();

        assertThat(platform.value("select sum(count) || ' ' || sum(total) || ' ' || count(*) from fleet.rollup_hour r"
                        + " join fleet.series s on s.id = r.series_id where s.metric = '" + metric + "'"))
                .isEqualTo("480 114960 2");
    }

    @Test
    void wrongQuestionsAreRefusedWithWhatIsAllowed() {
        refused("&step=1x", "step is 1x, must be a span of whole seconds such as 15s");
        refused("&aggregate=median", "aggregate is median, must be one of avg, min, max, sum, count, last");
        refused("&from=2026-13-01", "from is 2026-13-01, must be a time such as");
        refused("&from=" + begin.plusSeconds(90_000), "must be before");
        refused("&step=1s&from=1940-01-01&to=2040-01-01", "buckets, at most 11000; must be");
        refused("&step=1s&from=" + begin.minusSeconds(90_000), "at most 11000; must be 9s or more for this range");
        refused(
                "&step=15s&from=" + begin.minus(Duration.ofDays(8)) + "&to=" + begin.minus(Duration.ofDays(7)),
                "values are kept so fine (7 days); must be a multiple of 1m for this range");
        refused(
                "&step=10m&from=" + begin.minus(Duration.ofDays(40)) + "&to=" + begin.minus(Duration.ofDays(39)),
                "(30 days); must be a multiple of 1h for this range");
        assertThatThrownBy(() -> platform.as(TestPlatform.VIEWER).get("/api/v1/fleet/series", SeriesSet.class))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(400))
                .hasMessageContaining("metric");
        assertThatThrownBy(() -> platform.as(TestPlatform.ROOT).get("/api/v1/fleet/series?metric=x", SeriesSet.class))
                .hasMessageContaining("tenant is missing");
    }

    @Test
    void seriesAreFoundByNameAndOthersSeeNone() throws IOException {
        send(begin, 4, 15);

        String name = platform.value("select name from fleet.nodes where id = '" + agent.node() + "'");
        assertThat(read("&node=" + name + "&target=host&instance=eth0").series())
                .hasSize(1);
        assertThat(read("&node=" + agent.node()).series().getFirst().nodeName()).isEqualTo(name);
        assertThat(read("&node=elsewhere").series()).isEmpty();
        assertThat(platform.as(TestPlatform.VIEWER).list("/api/v1/fleet/metrics", KnownMetric.class))
                .extracting(KnownMetric::metric)
                .contains(metric);
        assertThat(platform.as(TestPlatform.VIEWER)
                        .list("/api/v1/fleet/series-names?filter=metric=" + metric, KnownSeries.class))
                .singleElement()
                .satisfies(one -> assertThat(one.instance()).isEqualTo("eth0"));
        assertThat(platform.as(TestPlatform.OTHER).list("/api/v1/fleet/metrics", KnownMetric.class))
                .isEmpty();
        assertThat(platform.as(TestPlatform.OTHER)
                        .get("/api/v1/fleet/series?metric=" + metric, SeriesSet.class)
                        .series())
                .isEmpty();
    }

    @Test
    void partitionsAreMadeAheadAndDroppedByTheirOwnRetention() {
        RollupStore store = new RollupStore(database);
        String day = "select count(*) from pg_class where relname ~ '^rollup_minute_[0-9]{8}$'";
        store.keepPartitions(LocalDate.now(ZoneOffset.UTC), RETENTION);
        assertThat(platform.value(day)).isEqualTo("33");

        Retention shorter = new Retention(1, 3, 100);
        store.keepPartitions(LocalDate.now(ZoneOffset.UTC), shorter);
        assertThat(platform.value(day)).as("one at a time").isEqualTo("32");
        for (int i = 0; i < 30; i++) {
            store.keepPartitions(LocalDate.now(ZoneOffset.UTC), shorter);
        }

        assertThat(platform.value(day)).isEqualTo("6");
        assertThat(platform.value(
                        "select count(*) between 5 and 6 from pg_class where relname ~ '^rollup_hour_[0-9]{6}$'"))
                .isEqualTo("t");
        store.keepPartitions(LocalDate.now(ZoneOffset.UTC), RETENTION);
        assertThat(platform.value(day)).isEqualTo("33");
    }

    @Test
    void clockThatIsYearsAheadCostsTheOldestPartitionsAlone() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        RollupStore store = new RollupStore(database);
        store.keepPartitions(today, RETENTION);
        String now = "select count(*) from pg_class where relname = 'rollup_minute_"
                + today.format(DateTimeFormatter.BASIC_ISO_DATE) + "'";

        store.keepPartitions(today.plusYears(3), RETENTION);
        store.keepPartitions(today.plusYears(3), RETENTION);

        assertThat(platform.value(now)).isEqualTo("1");
        store.keepPartitions(today, RETENTION);
        assertThat(platform.value("select count(*) from pg_class where relname ~ '^rollup_minute_[0-9]{8}$'"))
                .as("made anew, and those ahead stay")
                .isEqualTo("66");
    }

    private void refused(String more, String why) {
        assertThatThrownBy(() -> platform.as(TestPlatform.VIEWER)
                        .get(
                                "/api/v1/fleet/series?metric=" + metric
                                        + (more.contains("&to=") ? "" : "&to=" + begin.plusSeconds(7_200)) + more,
                                SeriesSet.class))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(400))
                .hasMessageContaining(why);
    }

    private SeriesSet read(String more) throws IOException {
        return platform.as(TestPlatform.VIEWER)
                .get(
                        "/api/v1/fleet/series?metric=" + metric + "&from=" + begin + "&to=" + begin.plusSeconds(7_200)
                                + more,
                        SeriesSet.class);
    }

    private static void update(String sql) {
        try (Connection connection =
                        DriverManager.getConnection(LocalPostgres.shared().url(platform.database()));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static Rollups rollups() {
        return new Rollups(new RollupStore(database), RETENTION, Clock.systemUTC());
    }

    /// Until nothing waits that is long over; the server's own chore may be at it, too.
    private void rollUp() {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            rollups().run();
            return platform.value(
                            "select count(*) from fleet.rollup_due where slot < '" + begin.plusSeconds(7_200) + "'")
                    .equals("0");
        });
    }

    private void send(Instant at, int count, int everySeconds) throws IOException {
        int[] name = new int[count];
        int[] after = new int[count];
        double[] value = new double[count];
        List<SeriesName> names = new ArrayList<>(List.of(new SeriesName("host", metric, "eth0")));
        for (int row = 0; row < count; row++) {
            after[row] = row * everySeconds * 1_000;
            value[row] = row;
        }
        int seq = SEQ.incrementAndGet();
        agent.send(new Report(
                "b1",
                seq,
                at,
                seq * 1_000L,
                true,
                10_000,
                "0.1.0",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                new Samples(names, at, name, after, value),
                List.of()));
    }
}
