package io.dotmac.server.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.platform.config.Secret;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
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
                TestPlatform.copy(),
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
        assertThat(collector.authorizations()).contains("Bearer of-the-collector");
    }

    @Test
    void statementsAreStepsOfTheRequestWithoutTheirValues() throws IOException {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4702";

        get("/api/v1/auth/me", trace, "01");

        Span span = serverSpan(trace);
        assertThat(collector.trace(trace))
                .filteredOn(one -> one.getKind() == Span.SpanKind.SPAN_KIND_CLIENT)
                .isNotEmpty()
                .allSatisfy(one -> {
                    assertThat(TestCollector.parent(one)).isEqualTo(TestCollector.id(span));
                    assertThat(one.getName()).startsWith("select ");
                    assertThat(TestCollector.attribute(one, "db.system.name")).isEqualTo("postgresql");
                    assertThat(TestCollector.attribute(one, "db.query.text")).startsWith("select ");
                    assertThat(one.getStartTimeUnixNano()).isLessThan(one.getEndTimeUnixNano());
                })
                .anySatisfy(one -> assertThat(TestCollector.attribute(one, "db.query.text"))
                        .contains(":id"));
        assertThat(collector.trace(trace).toString()).doesNotContain(TestPlatform.OPERATOR);
    }

    @Test
    void outboundRequestAndWorkOfLaterCarryTheTraceOn() throws Exception {
        Tracing tracing = Tracing.from(
                new TelemetryConfig(
                        true, true, false, collector.endpoint(), new Secret(""), Duration.ofSeconds(30), 1, "other"),
                "1",
                "test");
        Telemetry telemetry = new Telemetry(tracing, ErrorAlertsConfig.QUIET, Clock.systemUTC(), Runnable::run);
        AtomicReference<String> received = new AtomicReference<>("");
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            received.set(exchange.getRequestHeaders().getFirst("traceparent"));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        other.start();
        URI secretPath = URI.create("http://127.0.0.1:" + other.getAddress().getPort() + "/hook/password");

        String carried;
        try (telemetry;
                io.dotmac.server.platform.telemetry.Span span =
                        tracing.start(SpanKind.SERVER, "POST /api/v1/things", Optional.empty())) {
            carried = tracing.context().orElseThrow().traceparent();
            telemetry
                    .outbound()
                    .send("other", HttpRequest.newBuilder(secretPath).build(), BodyHandlers.discarding());
            Thread.ofVirtual().start(() -> job(telemetry, carried)).join();
            span.with("note", "closing flushes");
        } finally {
            other.stop(0);
        }

        String trace = carried.substring(3, 35);
        await().atMost(Duration.ofSeconds(15))
                .until(() -> collector.trace(trace).size() >= 2);
        Span outbound = of(trace, Span.SpanKind.SPAN_KIND_CLIENT);
        Span job = of(trace, Span.SpanKind.SPAN_KIND_CONSUMER);
        assertThat(received.get()).startsWith("00-" + trace + "-" + TestCollector.id(outbound));
        assertThat(TestCollector.parent(outbound)).isEqualTo(carried.substring(36, 52));
        assertThat(TestCollector.parent(job)).isEqualTo(carried.substring(36, 52));
        assertThat(job.getName()).isEqualTo("job nightly");
        assertThat(outbound.toString()).doesNotContain("password");
        assertThat(telemetry.outbound().states())
                .hasEntrySatisfying("other", state -> assertThat(state.up()).isTrue());
    }

    private static void job(Telemetry telemetry, String carried) {
        telemetry.background().run("job nightly", TraceContext.of(carried), () -> "done");
    }

    private static Span of(String trace, Span.SpanKind kind) {
        return collector.trace(trace).stream()
                .filter(span -> span.getKind() == kind)
                .findAny()
                .orElseThrow();
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
        return of(trace, Span.SpanKind.SPAN_KIND_SERVER);
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
