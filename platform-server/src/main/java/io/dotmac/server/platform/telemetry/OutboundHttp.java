package io.dotmac.server.platform.telemetry;

import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// How the server asks other systems by HTTP: each request is a step of the trace and carries its context, is timed
/// by target, and shows in the health of external systems. Safe for use by several threads.
public final class OutboundHttp {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final Tracing tracing;
    private final Executor executor;
    private final Histogram seconds;
    private final Counter failures;
    private final Map<String, Target> targets = new ConcurrentSkipListMap<>();
    private @Nullable HttpClient client;

    private record Target(RecentCalls recent, boolean lastFailed) {}

    /// How calls to a target went lately.
    ///
    /// @param up whether the last one worked
    /// @param figures of the last minutes
    public record TargetState(boolean up, RecentCalls.Figures figures) {}

    /// Does the work of a call.
    ///
    /// @param <T> what comes back
    @FunctionalInterface
    public interface Exchange<T> {
        /// Asks; `context` is for the header `traceparent`.
        HttpResponse<T> send(Optional<TraceContext> context) throws IOException, InterruptedException;
    }

    /// @param executor for the client's own work, one that does not mind many short tasks
    public OutboundHttp(Telemetry telemetry, Executor executor) {
        this.tracing = telemetry.tracing();
        this.executor = executor;
        this.seconds = telemetry.histogram(
                "dotmac_outbound_request_seconds", "Time of a request to another system.", "target", "status");
        this.failures = telemetry.counter(
                "dotmac_outbound_failures", "Requests to another system that got no answer.", "target");
    }

    /// Sends `request` by the server's own client, which follows no redirect.
    ///
    /// @param target short name of the other system, for example `webhook`; few different ones
    public <T> HttpResponse<T> send(String target, HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return exchange(target, request.method(), request.uri(), context -> {
            HttpRequest.Builder builder = HttpRequest.newBuilder(request, (name, value) -> true);
            context.ifPresent(from -> builder.setHeader("traceparent", from.traceparent()));
            return client().send(builder.build(), handler);
        });
    }

    /// Watches a request that is sent by somebody else's client.
    public <T> HttpResponse<T> exchange(String target, String method, URI uri, Exchange<T> exchange)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (Span span = begin(method, uri)) {
            try {
                HttpResponse<T> response = exchange.send(tracing.context());
                int status = response.statusCode();
                span.with("http.response.status_code", status);
                if (status >= 400) {
                    span.failed(Integer.toString(status));
                }
                note(target, Integer.toString(status), System.nanoTime() - start, status >= 500);
                return response;
            } catch (IOException | InterruptedException e) {
                span.failed(e.getClass().getName());
                failures.labels(target).inc();
                note(target, "none", System.nanoTime() - start, true);
                throw e;
            }
        }
    }

    /// How calls went lately, by target.
    public Map<String, TargetState> states() {
        Map<String, TargetState> states = new TreeMap<>();
        targets.forEach(
                (name, target) -> states.put(name, new TargetState(!target.lastFailed, target.recent.figures())));
        return states;
    }

    private Span begin(String method, URI uri) {
        if (!tracing.isOn()) {
            return Span.NONE;
        }
        // No path or query: a webhook's address is its password.
        return tracing.start(SpanKind.CLIENT, method)
                .with("http.request.method", method)
                .with("server.address", String.valueOf(uri.getHost()))
                .with("server.port", uri.getPort() < 0 ? ("https".equals(uri.getScheme()) ? 443 : 80) : uri.getPort());
    }

    private void note(String target, String status, long nanos, boolean failed) {
        seconds.labels(target, status).observe(nanos / 1e9);
        Target next = targets.compute(
                target, (name, old) -> new Target(old == null ? new RecentCalls() : old.recent, failed));
        next.recent.add(nanos, false, failed);
    }

    private synchronized HttpClient client() {
        HttpClient current = client;
        if (current == null) {
            current = HttpClient.newBuilder()
                    .connectTimeout(CONNECT)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .executor(executor)
                    .build();
            client = current;
        }
        return current;
    }
}
