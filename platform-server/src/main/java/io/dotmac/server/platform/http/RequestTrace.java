package io.dotmac.server.platform.http;

import io.dotmac.server.platform.telemetry.LogKeys;
import io.dotmac.server.platform.telemetry.Span;
import io.dotmac.server.platform.telemetry.SpanKind;
import io.dotmac.server.platform.telemetry.TraceContext;
import io.dotmac.server.platform.telemetry.Tracing;
import java.util.Optional;
import org.slf4j.MDC;

/// The tracing layer: goes on with the caller's trace, or begins one, and puts its id into every log line.
final class RequestTrace {
    private static final int ID_PREFIX = "req_".length();

    private RequestTrace() {}

    static Answer follow(Tracing tracing, Call call, Filter.Next next) {
        Optional<TraceContext> from = TraceContext.of(call.header("traceparent"), call.header("tracestate"));
        // A probe every second is no story worth telling.
        boolean followed = tracing.isOn() && call.route().path().startsWith("/api/");
        Span span = followed ? begin(tracing, call, from) : Span.NONE;
        try (span) {
            // Without a tracer lines of one request still share an id: the caller's, else one made of the request's.
            MDC.put(
                    LogKeys.TRACE_ID,
                    (followed ? tracing.context() : from)
                            .map(TraceContext::traceId)
                            .orElseGet(() -> call.id().substring(ID_PREFIX)));
            Answer answer = next.proceed();
            if (followed) {
                end(span, call, answer);
            }
            return answer;
        } catch (RuntimeException e) {
            span.failed(e.getClass().getName());
            throw e;
        } finally {
            MDC.remove(LogKeys.TRACE_ID);
        }
    }

    private static Span begin(Tracing tracing, Call call, Optional<TraceContext> from) {
        Route route = call.route();
        return tracing.start(SpanKind.SERVER, route.method() + " " + route.path(), from)
                .with("http.request.method", route.method())
                .with("http.route", route.path())
                .with("dotmac.request_id", call.id());
    }

    private static void end(Span span, Call call, Answer answer) {
        span.with("http.response.status_code", answer.status());
        call.admitted().flatMap(Caller::tenant).ifPresent(home -> span.with("dotmac.tenant", home.slug()));
        if (answer.status() >= 500) {
            span.failed(Integer.toString(answer.status()));
        }
    }
}
