package io.dotmac.server.platform.telemetry;

import io.prometheus.client.Histogram;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/// Work that no caller waits for: jobs, ticks, consumers of events. Each run is a step of the trace that asked for it,
/// is timed by name and outcome, and a failure is noted among the server's own errors.
public final class BackgroundWork {
    private final Telemetry telemetry;
    private final Histogram seconds;

    BackgroundWork(Telemetry telemetry) {
        this.telemetry = telemetry;
        this.seconds = telemetry.histogram(
                "dotmac_job_seconds", "Time of work in the background, by its name and outcome.", "job", "result");
    }

    /// Does `work`; what it throws is noted and thrown on.
    ///
    /// @param name of the kind of work, for example `job audit-checkpoint` or `consume customer.created`
    /// @param parent what the outbox row or the job's data carried
    public <T extends @Nullable Object> T run(String name, Optional<TraceContext> parent, Supplier<T> work) {
        long start = System.nanoTime();
        String result = "failed";
        Tracing tracing = telemetry.tracing();
        try (Span span = tracing.start(SpanKind.CONSUMER, name, parent)) {
            (tracing.isOn() ? tracing.context() : parent)
                    .ifPresent(context -> MDC.put(LogKeys.TRACE_ID, context.traceId()));
            try {
                T done = work.get();
                result = "done";
                return done;
            } catch (RuntimeException e) {
                span.failed(e.getClass().getName());
                telemetry.errors().note(e, name);
                throw e;
            }
        } finally {
            MDC.remove(LogKeys.TRACE_ID);
            seconds.labels(name, result).observe((System.nanoTime() - start) / 1e9);
        }
    }
}
