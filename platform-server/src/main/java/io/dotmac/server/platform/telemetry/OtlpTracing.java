package io.dotmac.server.platform.telemetry;

import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Sends steps to a collector by OTLP over HTTP, in batches and from a queue with a bound: while the collector is away
/// the newest steps are dropped, and no request waits. The only class that makes a tracer.
final class OtlpTracing implements Tracing {
    private static final int QUEUE = 4_096;
    private static final int BATCH = 512;
    private static final Duration DELAY = Duration.ofSeconds(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Carrier CARRIER = new Carrier();

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final ExportCount count;

    OtlpTracing(TelemetryConfig config, String version, String environment) {
        String address = OtlpResource.address(config, "traces");
        OtlpHttpSpanExporterBuilder exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(address)
                .setCompression("gzip")
                .setTimeout(TIMEOUT);
        if (!config.authorization().isEmpty()) {
            exporter.addHeader("Authorization", config.authorization().value());
        }
        count = new ExportCount(address);
        provider = SdkTracerProvider.builder()
                .setResource(OtlpResource.of(config, version, environment))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(config.samplerRatio())))
                .addSpanProcessor(BatchSpanProcessor.builder(new CountedExporter(exporter.build(), count))
                        .setMaxQueueSize(QUEUE)
                        .setMaxExportBatchSize(BATCH)
                        .setScheduleDelay(DELAY)
                        .setExporterTimeout(TIMEOUT)
                        .build())
                .build();
        tracer = provider.get("io.dotmac.server", version);
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public Span start(SpanKind kind, String name) {
        return new Open(tracer.spanBuilder(name).setSpanKind(kind(kind)).startSpan());
    }

    @Override
    public Span start(SpanKind kind, String name, Optional<TraceContext> parent) {
        Context above = parent.map(
                        from -> W3CTraceContextPropagator.getInstance().extract(Context.root(), from, CARRIER))
                .orElse(Context.root());
        return new Open(tracer.spanBuilder(name)
                .setSpanKind(kind(kind))
                .setParent(above)
                .startSpan());
    }

    @Override
    public void ended(SpanKind kind, String name, long nanos, Consumer<Span> facts) {
        if (!io.opentelemetry.api.trace.Span.current().isRecording()) {
            return; // Not sampled, or background work that nobody follows.
        }
        long now = Clock.getDefault().now();
        var span = tracer.spanBuilder(name)
                .setSpanKind(kind(kind))
                .setStartTimestamp(now - nanos, TimeUnit.NANOSECONDS)
                .startSpan();
        facts.accept(new Facts(span));
        span.end(now, TimeUnit.NANOSECONDS);
    }

    @Override
    public Optional<TraceContext> context() {
        Map<String, String> carried = new HashMap<>();
        W3CTraceContextPropagator.getInstance().inject(Context.current(), carried, (map, key, value) -> {
            if (map != null) {
                map.put(key, value);
            }
        });
        return TraceContext.of(
                Optional.ofNullable(carried.get("traceparent")), Optional.ofNullable(carried.get("tracestate")));
    }

    @Override
    public ExportState exports() {
        return count.state();
    }

    @Override
    public void close() {
        provider.shutdown().join(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static io.opentelemetry.api.trace.SpanKind kind(SpanKind kind) {
        return switch (kind) {
            case SERVER -> io.opentelemetry.api.trace.SpanKind.SERVER;
            case CLIENT -> io.opentelemetry.api.trace.SpanKind.CLIENT;
            case PRODUCER -> io.opentelemetry.api.trace.SpanKind.PRODUCER;
            case CONSUMER -> io.opentelemetry.api.trace.SpanKind.CONSUMER;
            case INTERNAL -> io.opentelemetry.api.trace.SpanKind.INTERNAL;
        };
    }

    private static class Facts implements Span {
        private final io.opentelemetry.api.trace.Span span;

        Facts(io.opentelemetry.api.trace.Span span) {
            this.span = span;
        }

        @Override
        public Span with(String key, String value) {
            span.setAttribute(key, value);
            return this;
        }

        @Override
        public Span with(String key, long value) {
            span.setAttribute(key, value);
            return this;
        }

        @Override
        public void failed(String type) {
            span.setAttribute("error.type", type);
            span.setStatus(StatusCode.ERROR);
        }
    }

    private static final class Open extends Facts {
        private final io.opentelemetry.api.trace.Span span;
        private final Scope scope;

        @SuppressWarnings("MustBeClosedChecker") // closed by close()
        Open(io.opentelemetry.api.trace.Span span) {
            super(span);
            this.span = span;
            this.scope = span.makeCurrent();
        }

        @Override
        public void close() {
            scope.close();
            span.end();
        }
    }

    private static final class Carrier implements TextMapGetter<TraceContext> {
        @Override
        public @Nullable String get(@Nullable TraceContext carrier, String key) {
            if (carrier == null) {
                return null;
            }
            return switch (key) {
                case "traceparent" -> carrier.traceparent();
                case "tracestate" -> carrier.tracestate();
                default -> null;
            };
        }
    }
}
