package io.dotmac.server.platform.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/// An OpenTelemetry collector: takes OTLP over HTTP and keeps what it decodes.
public final class TestCollector implements AutoCloseable {
    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<Metric> metrics = new CopyOnWriteArrayList<>();
    private final List<KeyValue> resource = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final AtomicInteger status = new AtomicInteger(200);

    private TestCollector(HttpServer server) {
        this.server = server;
    }

    /// Listens on a free port.
    public static TestCollector start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        TestCollector collector = new TestCollector(server);
        server.createContext("/v1/traces", collector::traces);
        server.createContext("/v1/metrics", collector::metrics);
        server.start();
        return collector;
    }

    /// Its address.
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// Answers with `code` from now on.
    public void answer(int code) {
        status.set(code);
    }

    /// All spans so far.
    public List<Span> spans() {
        return spans;
    }

    /// The spans of a trace.
    public List<Span> trace(String traceId) {
        return spans.stream()
                .filter(span -> hex(span.getTraceId().toByteArray()).equals(traceId))
                .toList();
    }

    /// All metrics so far, every export's.
    public List<Metric> metrics() {
        return metrics;
    }

    /// What the exports say of who sent them.
    public List<KeyValue> resource() {
        return resource;
    }

    /// The header that came along, export by export.
    public List<String> authorizations() {
        return authorizations;
    }

    /// Value of an attribute as text, else empty.
    public static String attribute(Span span, String key) {
        return span.getAttributesList().stream()
                .filter(one -> one.getKey().equals(key))
                .map(one -> one.getValue().hasIntValue()
                        ? Long.toString(one.getValue().getIntValue())
                        : one.getValue().getStringValue())
                .collect(Collectors.joining());
    }

    /// Id of a span's parent.
    public static String parent(Span span) {
        return hex(span.getParentSpanId().toByteArray());
    }

    /// Id of a span.
    public static String id(Span span) {
        return hex(span.getSpanId().toByteArray());
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void traces(HttpExchange exchange) throws IOException {
        ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(body(exchange));
        if (status.get() == 200) {
            request.getResourceSpansList().forEach(from -> {
                resource.addAll(from.getResource().getAttributesList());
                from.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
            });
        }
        end(exchange);
    }

    private void metrics(HttpExchange exchange) throws IOException {
        ExportMetricsServiceRequest request = ExportMetricsServiceRequest.parseFrom(body(exchange));
        if (status.get() == 200) {
            request.getResourceMetricsList()
                    .forEach(from ->
                            from.getScopeMetricsList().forEach(scope -> metrics.addAll(scope.getMetricsList())));
        }
        end(exchange);
    }

    private byte[] body(HttpExchange exchange) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        authorizations.add(authorization == null ? "" : authorization);
        boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        try (InputStream raw = exchange.getRequestBody();
                InputStream in = gzip ? new GZIPInputStream(raw) : raw) {
            return in.readAllBytes();
        }
    }

    private void end(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(status.get(), -1);
        exchange.close();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
