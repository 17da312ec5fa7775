package io.dotmac.server.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.server.TestPlatform;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A request's trace, as a collector receives it.
class TracingTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";

    private static TestCollector collector;
    private static TestPlatform server;

    @BeforeAll
    static void start() throws IOException {
        collector = TestCollector.start();
        server = TestPlatform.start(
                io.dotmac.testing.LocalPostgres.shared().copyOf(TestPlatform.template()),
                Map.of(
                        "TELEMETRY__OTEL_ENABLED", "true",
                        "TELEMETRY__METRICS", "false",
                        "TELEMETRY__AUTHORIZATION", "Bearer of-the-collector",
                        "TELEMETRY__ENDPOINT", collector.endpoint()));
    }

    @AfterAll
    static void stop() {
        server.close();
        collector.close();
    }

    @Test
    void serverSpanGoesOnWithTheCallersTrace() throws IOException {
        get("/api/v1/nodes?limit=7", TRACE, "01");

        Span span = serverSpan(TRACE);
        assertThat(TestCollector.parent(span)).isEqualTo(PARENT);
        assertThat(span.getName()).isEqualTo("GET /api/v1/nodes");
        assertThat(TestCollector.attribute(span, "http.route")).isEqualTo("/api/v1/nodes");
        assertThat(TestCollector.attribute(span, "http.response.status_code")).isEqualTo("200");
        assertThat(TestCollector.attribute(span, "dotmac.tenant")).isEqualTo("acme");
        assertThat(TestCollector.attribute(span, "dotmac.request_id")).startsWith("req_");
        assertThat(span.toString()).doesNotContain("limit=7");
        assertThat(collector.resource().toString()).contains("dotmac-server", "deployment.environment.name", "test");
        assertThat(collector.authorizations()).containsOnly("Bearer of-the-collector");
    }

    @Test
    void callerWhoDoesNotSampleIsNotFollowed() throws IOException {
        String quiet = "4bf92f3577b34da6a3ce929d0e0e4700";
        String loud = "4bf92f3577b34da6a3ce929d0e0e4701";

        get("/api/v1/nodes", quiet, "00");
        get("/api/v1/nodes", loud, "01");

        serverSpan(loud);
        assertThat(collector.trace(quiet)).isEmpty();
    }

    private static Span serverSpan(String trace) {
        await().atMost(Duration.ofSeconds(15))
                .until(() -> collector.trace(trace).stream()
                        .anyMatch(span -> span.getKind() == Span.SpanKind.SPAN_KIND_SERVER));
        return collector.trace(trace).stream()
                .filter(span -> span.getKind() == Span.SpanKind.SPAN_KIND_SERVER)
                .findAny()
                .orElseThrow();
    }

    private static void get(String path, String trace, String flags) throws IOException {
        Request request = new Request.Builder()
                .url(server.at(path))
                .header("Authorization", "Bearer " + server.token(TestPlatform.OPERATOR))
                .header("traceparent", "00-" + trace + "-" + PARENT + "-" + flags)
                .build();
        try (Response response = TestPlatform.http().newCall(request).execute()) {
            assertThat(response.code()).isEqualTo(200);
        }
    }
}
