package io.dotmac.server.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.model.Json;
import io.dotmac.server.TestPlatform;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a scraper and a collector read of a running server.
class MetricsTest {
    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

    private static TestCollector collector;
    private static TestPlatform server;

    @BeforeAll
    static void start() throws IOException {
        collector = TestCollector.start();
        server = TestPlatform.start(
                TestPlatform.copy(),
                Map.of(
                        "TELEMETRY__OTEL_ENABLED", "true",
                        "TELEMETRY__TRACING", "false",
                        "TELEMETRY__EXPORT_INTERVAL", "300ms",
                        "TELEMETRY__ENDPOINT", collector.endpoint()));
        get("/api/v1/nodes", server.token(TestPlatform.OPERATOR));
    }

    @AfterAll
    static void stop() {
        server.close();
        collector.close();
    }

    @Test
    void namesOperatorsRelyOnAreThere() throws IOException {
        await().untilAsserted(() -> assertThat(get("/metrics", ""))
                .contains(
                        "dotmac_http_request_seconds_count{method=\"GET\",route=\"/api/v1/nodes\",status=\"200\",} 1.0",
                        "dotmac_http_requests_in_flight 1.0",
                        "dotmac_db_query_seconds_count{query=\"select public.users\",}",
                        "dotmac_db_pool_active ",
                        "dotmac_db_pool_max 8.0",
                        "dotmac_db_pool_wait_seconds_count ",
                        "dotmac_redis_call_seconds_count{area=\"cache\",}",
                        "jvm_memory_pool_bytes_used"));
    }

    @Test
    void useOfFeaturesAndActiveIspsAreCounted() throws IOException {
        double before = figure("dotmac_feature_uses_total{feature=\"silences\",}");

        get("/api/v1/silences", server.token(TestPlatform.OPERATOR));
        get("/api/v1/silences", server.token(TestPlatform.OTHER));
        get("/api/v1/silences", "");

        await().untilAsserted(() -> assertThat(figure("dotmac_feature_uses_total{feature=\"silences\",}"))
                .isEqualTo(before + 2));
        assertThat(figure("dotmac_tenants_active")).isEqualTo(2);
        server.clock().advance(Usage.ACTIVE.plusSeconds(1));
        assertThat(figure("dotmac_tenants_active")).isZero();
    }

    private static double figure(String name) throws IOException {
        return get("/metrics", "")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    @Test
    void thousandDifferentPathsAreOneSeries() throws IOException {
        long before = series();

        for (int i = 0; i < 1_000; i++) {
            get("/nowhere/" + UUID.randomUUID(), "");
        }

        assertThat(get("/metrics", ""))
                .contains("dotmac_http_errors_total{method=\"ANY\",route=\"unknown\",status=\"404\",} 1000.0");
        assertThat(series() - before).isLessThan(40);
    }

    @Test
    void promtoolFindsNothingToSay() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(PROMTOOL), "promtool (Debian's prometheus) is not installed");
        Path metrics = Files.createTempFile("metrics", ".txt");
        Files.writeString(metrics, get("/metrics", ""));

        Process process = new ProcessBuilder(PROMTOOL.toString(), "check", "metrics")
                .redirectInput(metrics.toFile())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void collectorReceivesTheSameMetrics() {
        await().atMost(Duration.ofSeconds(15))
                .until(() -> collector.metrics().stream()
                        .anyMatch(one -> one.getName().equals("dotmac_http_request_seconds")));

        Metric requests = collector.metrics().stream()
                .filter(one -> one.getName().equals("dotmac_http_request_seconds"))
                .filter(one -> one.toString().contains("/api/v1/nodes"))
                .findFirst()
                .orElseThrow();
        HistogramDataPoint nodes = requests.getHistogram().getDataPointsList().stream()
                .filter(point -> point.getAttributesList().toString().contains("/api/v1/nodes"))
                .findFirst()
                .orElseThrow();
        assertThat(requests.getUnit()).isEqualTo("s");
        assertThat(nodes.getCount()).isEqualTo(1);
        assertThat(nodes.getBucketCountsList().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(1);
        assertThat(nodes.getBucketCountsCount()).isEqualTo(nodes.getExplicitBoundsCount() + 1);
        assertThat(collector.metrics())
                .anySatisfy(one -> assertThat(one.getSum().getIsMonotonic()).isTrue())
                .anySatisfy(one -> assertThat(one.getName()).isEqualTo("dotmac_db_pool_active"));
        assertThat(collector.spans()).isEmpty();
    }

    @Test
    void eightLeavesTellStatusAndFigures() throws IOException {
        await().until(() -> leaf("metric-collection").at("/figures/sent").asInt() > 0);

        assertThat(leaves().findValuesAsText("name"))
                .containsExactly(
                        "database-connection",
                        "database-pool",
                        "query-performance",
                        "redis-connection",
                        "cache-hit-rate",
                        "trace-endpoint",
                        "metric-collection",
                        "external-apis");
        assertThat(leaf("database-pool").at("/figures/max").asInt()).isEqualTo(8);
        assertThat(leaf("database-connection").path("status").asText()).isEqualTo("up");
        assertThat(leaf("query-performance").at("/figures/queries").asInt()).isPositive();
        assertThat(leaf("trace-endpoint").path("status").asText()).isEqualTo("off");
        assertThat(leaf("metric-collection").path("status").asText()).isEqualTo("up");
    }

    @Test
    void leafTellsThatTheCollectorIsInTrouble() {
        collector.answer(400);

        await().atMost(Duration.ofSeconds(15))
                .until(() -> leaf("metric-collection").path("status").asText().equals("down"));

        collector.answer(200);
        await().atMost(Duration.ofSeconds(15))
                .until(() -> leaf("metric-collection").path("status").asText().equals("up"));
    }

    private static JsonNode leaf(String name) throws IOException {
        for (JsonNode one : leaves()) {
            if (one.path("name").asText().equals(name)) {
                return one;
            }
        }
        throw new AssertionError(name);
    }

    private static JsonNode leaves() throws IOException {
        return Json.mapper().readTree(get("/health/dependencies", "")).at("/data/attributes/leaves");
    }

    private static long series() throws IOException {
        return get("/metrics", "")
                .lines()
                .filter(line -> line.startsWith("dotmac_http_")) // others come by work in the background
                .count();
    }

    private static String get(String path, String token) throws IOException {
        Request.Builder request = new Request.Builder().url(server.at(path));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try (Response response = TestPlatform.http().newCall(request.build()).execute()) {
            return response.body().string();
        }
    }
}
