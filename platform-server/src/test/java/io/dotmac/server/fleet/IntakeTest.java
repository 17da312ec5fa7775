package io.dotmac.server.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dotmac.client.ApiException;
import io.dotmac.model.Json;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.report.Gap;
import io.dotmac.model.report.Receipt;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.SeriesPoints;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.TestReports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class IntakeTest {
    private static TestPlatform platform;
    private TestAgent agent;
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(5);

    @BeforeAll
    static void start() {
        platform = TestPlatform.start();
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @BeforeEach
    void enrol(TestInfo test) throws IOException {
        agent = TestAgent.enrol(
                platform, TestPlatform.OPERATOR, test.getDisplayName().replace("()", ""));
    }

    @Test
    void storedReportShowsInEveryList() throws IOException {
        agent.send(TestReports.of("b1", 1, now)
                .with("redis", Health.DOWN)
                .withLink("standby-1", 3.5)
                .report());

        assertThat(dependencies()).singleElement().satisfies(row -> {
            assertThat(row.state().health()).isEqualTo(Health.DOWN);
            assertThat(row.tenant()).isEqualTo("acme");
        });
        assertThat(platform.as(TestPlatform.VIEWER)
                        .list("/api/v1/replication?node=" + agent.node(), LiveRow.Replication.class))
                .singleElement()
                .satisfies(row -> assertThat(row.link().lagSeconds()).contains(3.5));
        LiveRow.Node node = platform.as(TestPlatform.VIEWER).get("/api/v1/nodes/" + agent.node(), LiveRow.Node.class);
        assertThat(node.up()).isEqualTo(1);
        assertThat(node.total()).isEqualTo(2);
    }

    @Test
    void sameReportSentManyTimesAtOnceIsStoredOnce() throws Exception {
        Report report = TestReports.of("b1", 1, now).withSamples(100).withGap().report();
        List<Boolean> duplicates;
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Boolean> send = () -> agent.send(report).duplicate();
            List<Future<Boolean>> sent = senders.invokeAll(List.of(send, send, send, send, send));
            duplicates = sent.stream().map(Future::resultNow).toList();
        }

        assertThat(duplicates).containsExactlyInAnyOrder(false, true, true, true, true);
        assertThat(count("fleet.samples s join fleet.series n on n.id = s.series_id"))
                .isEqualTo("100");
        assertThat(count("fleet.gaps n")).isEqualTo("1");
    }

    @Test
    void gapIsOfTheBootWhoseReportsItLost() throws IOException {
        Gap gap = new Gap(now.minusSeconds(60), now, 7, 9, 30, "spool full", Optional.of("b0"));
        agent.send(TestReports.of("b1", 1, now).withGap(gap).withGap().report());

        assertThat(platform.value("select string_agg(boot || ' ' || first_seq, ', ' order by boot) from fleet.gaps"
                        + " where node_id = '" + agent.node() + "'"))
                .isEqualTo("b0 7, b1 1");
    }

    @Test
    void backlogDoesNotOverwriteNewerState() throws IOException {
        agent.send(TestReports.of("b1", 5, now).with("redis", Health.DOWN).report());
        Receipt late = agent.send(TestReports.of("b1", 4, now.minusSeconds(10))
                .with("redis", Health.UP)
                .report());
        agent.send(TestReports.of("b0", 99, now.minusSeconds(20))
                .with("redis", Health.UP)
                .report());

        assertThat(late.duplicate()).isFalse();
        assertThat(dependencies())
                .singleElement()
                .satisfies(row -> assertThat(row.state().health()).isEqualTo(Health.DOWN));
        assertThat(platform.value(
                        "select state->>'health' from fleet.dependency_state where node_id = '" + agent.node() + "'"))
                .isEqualTo("down");
    }

    @Test
    void newBootIsNewerThanTheOldOne() throws IOException {
        agent.send(TestReports.of("b1", 5, now).with("redis", Health.DOWN).report());
        agent.send(TestReports.of("b2", 1, now.plusSeconds(2))
                .with("redis", Health.UP)
                .report());

        assertThat(dependencies())
                .singleElement()
                .satisfies(row -> assertThat(row.state().health()).isEqualTo(Health.UP));
    }

    @Test
    void fullReportTakesAwayWhatItDoesNotName() throws IOException {
        agent.send(TestReports.of("b1", 1, now)
                .with("redis", Health.UP)
                .with("gone", Health.UP)
                .report());
        agent.send(TestReports.of("b1", 2, now.plusSeconds(1))
                .with("redis", Health.UP)
                .report());

        assertThat(dependencies()).extracting(row -> row.state().name()).containsExactly("redis");
        assertThat(count("fleet.dependency_state n")).isEqualTo("1");
    }

    @Test
    void partialReportKeepsWhatItDoesNotName() throws IOException {
        agent.send(TestReports.of("b1", 1, now)
                .with("redis", Health.UP)
                .with("pg", Health.UP)
                .report());
        agent.send(TestReports.of("b1", 2, now.plusSeconds(1))
                .with("redis", Health.DOWN)
                .partial()
                .report());

        assertThat(dependencies()).extracting(row -> row.state().health()).containsExactly(Health.UP, Health.DOWN);
    }

    @Test
    void clockTenMinutesAheadIsCorrectedByItsOffset() throws IOException {
        agent.send(TestReports.of("b1", 1, now.plusSeconds(600))
                .withSamples(10)
                .clockAhead(600_000)
                .report());

        SeriesPoints points = samples("&from=" + now.minusSeconds(1) + "&to=" + now.plusSeconds(1));
        assertThat(points.at()).hasSize(10).first().isEqualTo(now);
        assertThat(platform.as(TestPlatform.VIEWER)
                        .get("/api/v1/nodes/" + agent.node(), LiveRow.Node.class)
                        .clockOffsetMillis())
                .contains(600_000L);
    }

    @Test
    void clockTenMinutesAheadThatDoesNotKnowItIsClamped() throws IOException {
        agent.send(TestReports.of("b1", 1, now.plusSeconds(600)).withSamples(1).report());
        agent.send(TestReports.of("b2", 1, now).with("redis", Health.UP).report());

        assertThat(samples("").at())
                .singleElement()
                .satisfies(at -> assertThat(at).isBefore(now.plusSeconds(300)));
        assertThat(platform.value("select 1 from fleet.samples where at > now() + interval '1 minute'"))
                .isEmpty();
    }

    @Test
    void samplesOlderThanTheRetentionAreDropped() throws IOException {
        Receipt receipt = agent.send(TestReports.of("b1", 1, now.minus(30, ChronoUnit.DAYS))
                .withSamples(5)
                .report());

        assertThat(receipt.duplicate()).isFalse();
        assertThat(count("fleet.samples s join fleet.series n on n.id = s.series_id"))
                .isEqualTo("0");
    }

    @Test
    void samplesThatAreThereAlreadyKeepOthersFromNothing() throws IOException {
        agent.send(TestReports.of("b1", 1, now).withSamples(3).report());
        Receipt overlapping =
                agent.send(TestReports.of("b2", 1, now).withSamples(10).report());

        assertThat(overlapping.duplicate()).isFalse();
        assertThat(samples("&from=" + now + "&to=" + now.plusSeconds(1)).value())
                .containsExactly(0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0);
    }

    @Test
    void samplesOfAReportWhoseClockIsAheadAreStoredOnceForEachSeries() throws IOException {
        Receipt ahead = agent.send(
                TestReports.of("b1", 1, now.plusSeconds(600)).withSamples(10).report());

        assertThat(ahead.duplicate()).isFalse();
        assertThat(samples("").at()).hasSize(1);
    }

    @Test
    void manySamplesAreThinnedToTheirLowestAndHighest() throws IOException {
        agent.send(TestReports.of("b1", 1, now).withSamples(1_000).report());

        SeriesPoints points = samples("&points=20&from=" + now + "&to=" + now.plusSeconds(1));

        assertThat(points.at()).hasSizeBetween(10, 20).isSorted();
        assertThat(points.value()).first().isEqualTo(0.0);
        assertThat(points.value()).last().isEqualTo(999.0);
    }

    @Test
    void malformedReportIsRefusedWithItsField() throws IOException {
        String json = new String(
                        Json.bytes(TestReports.of("b1", 1, now).report()), java.nio.charset.StandardCharsets.UTF_8)
                .replace("\"seq\":1", "\"seq\":0");

        try (Response response = post(json.getBytes(java.nio.charset.StandardCharsets.UTF_8), "")) {
            assertThat(response.code()).isEqualTo(400);
            assertThat(response.body().string()).contains("MALFORMED", "seq is 0, must be 1 to");
        }
    }

    @Test
    void bodyThatIsNotJsonIsRefused() throws IOException {
        try (Response response = post("{\"boot\":".getBytes(java.nio.charset.StandardCharsets.UTF_8), "")) {
            assertThat(response.code()).isEqualTo(400);
            assertThat(response.body().string()).contains("is not valid JSON");
        }
    }

    @Test
    void oversizedBodyIsRefused() throws IOException {
        try (Response response = post(new byte[(1 << 20) + 1], "")) {
            assertThat(response.code()).isEqualTo(413);
            assertThat(response.body().string()).contains("TOO_LARGE", "req_");
        }
    }

    @Test
    void smallBodyThatInflatesBeyondTheLimitIsRefused() throws IOException {
        try (Response response = post(gzip(new byte[64 << 20]), "gzip")) {
            assertThat(response.code()).isEqualTo(413);
            assertThat(response.body().string()).contains("inflates to more than");
        }
    }

    @Test
    void truncatedGzipIsRefused() throws IOException {
        byte[] whole =
                gzip(Json.bytes(TestReports.of("b1", 1, now).withSamples(500).report()));

        try (Response response = post(Arrays.copyOf(whole, whole.length / 2), "gzip")) {
            assertThat(response.code()).isEqualTo(400);
            assertThat(response.body().string()).contains("not whole gzip");
        }
    }

    @Test
    void otherTenantSeesNothing() throws IOException {
        agent.send(TestReports.of("b1", 1, now).with("redis", Health.UP).report());

        assertThat(platform.as(TestPlatform.OTHER).list("/api/v1/dependencies", LiveRow.Dependency.class))
                .isEmpty();
        assertThatThrownBy(
                        () -> platform.as(TestPlatform.OTHER).get("/api/v1/nodes/" + agent.node(), LiveRow.Node.class))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(404));
    }

    private List<LiveRow.Dependency> dependencies() throws IOException {
        return platform.as(TestPlatform.VIEWER)
                .list("/api/v1/dependencies?node=" + agent.node(), LiveRow.Dependency.class);
    }

    private SeriesPoints samples(String more) throws IOException {
        return platform.as(TestPlatform.VIEWER)
                .get(
                        "/api/v1/samples?node=" + agent.node() + "&target=redis&metric=" + TestReports.LATENCY.metric()
                                + more,
                        SeriesPoints.class);
    }

    private String count(String table) {
        return platform.value("select count(*) from " + table + " where n.node_id = '" + agent.node() + "'");
    }

    private Response post(byte[] body, String encoding) throws IOException {
        Request.Builder request = new Request.Builder()
                .url(platform.at("/api/v1/agents/reports"))
                .header("Authorization", "Bearer " + agent.token())
                .post(RequestBody.create(body, MediaType.get("application/json")));
        if (!encoding.isEmpty()) {
            request.header("Content-Encoding", encoding);
        }
        return TestPlatform.http().newCall(request.build()).execute();
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }
}
