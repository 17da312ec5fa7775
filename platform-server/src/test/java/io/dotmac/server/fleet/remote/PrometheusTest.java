package io.dotmac.server.fleet.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.model.agent.Revocation;
import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.Samples;
import io.dotmac.model.report.SeriesName;
import io.dotmac.model.report.SeriesSet;
import io.dotmac.model.report.SeriesSet.Source;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestPlatform;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Debian's own Prometheus takes what is written on, and gives it back.
class PrometheusTest {
    private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private String store;
    private @Nullable Process prometheus;

    @BeforeEach
    void start() throws IOException {
        assumeThat(PROMETHEUS).as("prometheus of the package prometheus").exists();
        int port = freePort();
        store = "http://127.0.0.1:" + port;
        Files.writeString(folder.resolve("prometheus.yml"), "global: {}\n");
        prometheus = new ProcessBuilder(
                        PROMETHEUS.toString(),
                        "--config.file=" + folder.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--web.enable-remote-write-receiver")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        Process running = prometheus;
        if (running != null) {
            running.destroy();
            assertThat(running.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whatIsWrittenOnIsReadBackWithItsHoles() throws Exception {
        try (TestPlatform platform = TestPlatform.start(
                TestPlatform.copy(),
                Map.of("FLEET__REMOTE_WRITE__URL", store + "/api/v1/write", "FLEET__PROMETHEUS__URL", store))) {
            TestAgent agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, "edge.1");
            Instant begin = Instant.now().truncatedTo(ChronoUnit.MINUTES).minusSeconds(1_800);
            agent.send(report(1, begin, 20)); // five minutes; the store may not be up yet
            agent.send(report(2, begin.plusSeconds(600), 20)); // and five more, five minutes later

            for (String aggregate : List.of("avg", "max", "count", "last")) {
                String path = "/api/v1/fleet/series?metric=host_load&step=1m&aggregate=" + aggregate + "&from=" + begin
                        + "&to=" + begin.plusSeconds(1_200);
                SeriesSet here = platform.as(TestPlatform.VIEWER).get(path, SeriesSet.class);
                await().atMost(SOON).untilAsserted(() -> {
                    SeriesSet there =
                            platform.as(TestPlatform.VIEWER).get(path + "&source=prometheus", SeriesSet.class);
                    assertThat(there.source()).isEqualTo(Source.PROMETHEUS);
                    assertThat(there.series()).as(aggregate).isEqualTo(here.series());
                });
                assertThat(here.series().getFirst().values().subList(5, 10)).containsOnly(Optional.empty());
            }
            HttpUrl series = HttpUrl.get(store + "/api/v1/series")
                    .newBuilder()
                    .addQueryParameter("match[]", "host_load")
                    .build();
            try (Response answer = TestPlatform.http()
                    .newCall(new Request.Builder().url(series).build())
                    .execute()) {
                assertThat(answer.body().string())
                        .contains("\"tenant\":\"acme\"", "\"node\":\"edge.1\"", "\"target\":\"host\"");
            }
            assertThat(platform.as(TestPlatform.OTHER)
                            .get("/api/v1/fleet/series?metric=host_load&source=prometheus", SeriesSet.class)
                            .series())
                    .isEmpty();
            stop();
            assertThatThrownBy(() -> platform.as(TestPlatform.VIEWER)
                            .get("/api/v1/fleet/series?metric=host_load&source=prometheus", SeriesSet.class))
                    .hasMessageContaining("the store of metrics does not answer");
        }
    }

    @Test
    void seriesEndAtOnceWhenTheirTargetIsGoneOrTheirNodeIsSilentAndGoOnWhenItIsBack() throws Exception {
        try (TestPlatform platform = TestPlatform.start(
                TestPlatform.copy(),
                Map.of(
                        "FLEET__REMOTE_WRITE__URL", store + "/api/v1/write",
                        "FLEET__START_GRACE", "1s",
                        "FLEET__SUSPECT_AFTER", "1s",
                        "FLEET__DOWN_AFTER", "3s"))) {
            TestAgent agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, "edge.1");
            Instant begin = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(60);
            agent.send(watching(1, begin, "db", "cache"));
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(values("up_now")).contains("\"target\":\"db\"", "\"target\":\"cache\""));

            agent.send(watching(2, begin.plusSeconds(10), "db")); // The cache is watched no more.
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(values("up_now"))
                            .contains("\"target\":\"db\"")
                            .doesNotContain("cache"));
            assertThat(values("up_now[5m]")).contains("\"target\":\"cache\"");

            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(values("up_now")).contains("\"result\":[]")); // The agent is silent.
            assertThat(values("up_now[5m]")).contains("\"target\":\"db\"");

            agent.send(watching(3, begin.plusSeconds(11), "db")); // What it measured in the meantime.
            agent.send(watching(4, begin.plusSeconds(20), "db", "cache"));
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(values("count_over_time(up_now[5m])")).contains("\"4\"", "\"2\""));
            assertThat(metrics(platform)).doesNotContain("remote_write_samples_total{result=\"refused\"");

            platform.as(TestPlatform.OPERATOR)
                    .send("POST", "/api/v1/agents/" + agent.node() + "/revocation", new Revocation("sold"));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(values("up_now")).contains("\"result\":[]"));
            assertThat(metrics(platform)).contains("dotmac_remote_write_series 0.0");
        }
    }

    private static String metrics(TestPlatform platform) throws IOException {
        try (Response answer = TestPlatform.http()
                .newCall(new Request.Builder().url(platform.at("/metrics")).build())
                .execute()) {
            return answer.body().string();
        }
    }

    private String values(String query) throws IOException {
        HttpUrl url = HttpUrl.get(store + "/api/v1/query")
                .newBuilder()
                .addQueryParameter("query", query)
                .build();
        try (Response answer = TestPlatform.http()
                .newCall(new Request.Builder().url(url).build())
                .execute()) {
            return answer.body().string();
        }
    }

    /// A report with a sample of each target.
    private static Report watching(int seq, Instant at, String... targets) {
        int count = targets.length;
        int[] name = new int[count];
        double[] value = new double[count];
        for (int row = 0; row < count; row++) {
            name[row] = row;
            value[row] = seq;
        }
        List<SeriesName> names = Stream.of(targets)
                .map(target -> new SeriesName(target, "up_now", ""))
                .toList();
        return new Report(
                "b1",
                seq,
                at,
                seq * 1_000L,
                true,
                500,
                "0.1.0",
                Optional.empty(),
                Optional.empty(),
                Stream.of(targets)
                        .map(target -> new DependencyState(
                                target,
                                DependencyKind.REDIS,
                                Health.UP,
                                Severity.OK,
                                Optional.empty(),
                                Optional.empty(),
                                "up",
                                at,
                                at,
                                Optional.empty(),
                                Map.of()))
                        .toList(),
                List.of(),
                new Samples(names, at, name, new int[count], value),
                List.of());
    }

    private static Report report(int seq, Instant at, int count) {
        int[] after = new int[count];
        double[] value = new double[count];
        for (int row = 0; row < count; row++) {
            after[row] = row * 15_000;
            value[row] = row * 0.25;
        }
        return new Report(
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
                new Samples(List.of(new SeriesName("host", "host_load", "")), at, new int[count], after, value),
                List.of());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
