package io.dotmac.server.platform.telemetry;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Follows a request through this server, its database, its jobs and the systems that it asks.
///
/// The current step is known by thread. Work for another thread or another day carries [#context()] along and goes on
/// with [#start(SpanKind,String,Optional)]. While tracing is off, all of this costs next to nothing and no class of
/// OpenTelemetry is loaded. Safe for use by several threads.
public interface Tracing extends AutoCloseable {
    /// Follows nothing.
    Tracing OFF = new Tracing() {};

    /// Follows what `config` asks for.
    ///
    /// @param version of the program
    /// @param environment for example `production`
    static Tracing from(TelemetryConfig config, String version, String environment) {
        return config.isTracing() ? new OtlpTracing(config, version, environment) : OFF;
    }

    /// Whether steps are recorded: saves making names and facts for nobody.
    default boolean isOn() {
        return false;
    }

    /// Begins a step within the current one.
    default Span start(SpanKind kind, String name) {
        return Span.NONE;
    }

    /// Begins a step within one of another process, thread or time; within none if `parent` is empty.
    default Span start(SpanKind kind, String name, Optional<TraceContext> parent) {
        return Span.NONE;
    }

    /// Notes a step within the current one that is over already.
    ///
    /// @param nanos that it took until now
    /// @param facts adds what is known of it
    default void ended(SpanKind kind, String name, long nanos, Consumer<Span> facts) {}

    /// Where the current step stands, to be carried along; empty when there is none.
    default Optional<TraceContext> context() {
        return Optional.empty();
    }

    /// Does `work` as a step within the current one.
    default <T extends @Nullable Object> T span(
            SpanKind kind, String name, Map<String, String> facts, Supplier<T> work) {
        if (!isOn()) {
            return work.get();
        }
        try (Span span = start(kind, name)) {
            facts.forEach(span::with);
            return attempt(span, work);
        }
    }

    /// Does `work` as a step within one of another process, thread or time.
    default <T extends @Nullable Object> T span(
            SpanKind kind, String name, Optional<TraceContext> parent, Supplier<T> work) {
        if (!isOn()) {
            return work.get();
        }
        try (Span span = start(kind, name, parent)) {
            return attempt(span, work);
        }
    }

    /// How sending goes.
    default ExportState exports() {
        return ExportState.OFF;
    }

    /// Sends what is left, for some seconds at most.
    @Override
    default void close() {}

    private static <T extends @Nullable Object> T attempt(Span span, Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            span.failed(e.getClass().getName());
            throw e;
        }
    }
}
