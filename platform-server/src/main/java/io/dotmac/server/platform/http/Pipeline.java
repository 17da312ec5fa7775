package io.dotmac.server.platform.http;

import io.dotmac.model.Json;
import io.dotmac.server.platform.db.ReadSource;
import io.dotmac.server.platform.db.TenantRefused;
import io.dotmac.server.platform.telemetry.LogKeys;
import io.dotmac.server.platform.telemetry.Telemetry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.MDC;

/// The layers around every handler, outermost first: recovery, tracing, time-out, request id, alerting, log and
/// metrics, errors;
/// then
/// readiness, authentication, permission, handler.
final class Pipeline {
    private static final Logger LOG = System.getLogger(Pipeline.class.getName());
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Problems problems;
    private final Deadline deadline;
    private final Telemetry telemetry;
    private final Authenticator authenticator;
    private final Parameters parameters;
    private final BooleanSupplier ready;
    private final List<Filter> filters;

    /// @param ready whether routes under `/api` may be served already
    Pipeline(
            Problems problems,
            Deadline deadline,
            Telemetry telemetry,
            Authenticator authenticator,
            Parameters parameters,
            BooleanSupplier ready) {
        this.problems = problems;
        this.deadline = deadline;
        this.telemetry = telemetry;
        this.authenticator = authenticator;
        this.parameters = parameters;
        this.ready = ready;
        this.filters = List.of(
                this::recovery,
                this::tracing,
                this::timeout,
                this::metaInject,
                this::alerting,
                this::logger,
                this::errorHandler,
                this::admission);
    }

    Answer run(Call call) {
        return ReadSource.noted(() -> from(0, call));
    }

    private Answer from(int index, Call call) {
        if (index == filters.size()) {
            return call.route().handler().handle(call);
        }
        return filters.get(index).apply(call, () -> from(index + 1, call));
    }

    /// Whatever a layer below lets through, the answer is whole and the next request works.
    private Answer recovery(Call call, Filter.Next next) {
        try {
            return next.proceed();
        } catch (RuntimeException | StackOverflowError e) {
            return problems.answer(e, call.id());
        }
    }

    private Answer tracing(Call call, Filter.Next next) {
        return RequestTrace.follow(telemetry.tracing(), call, next);
    }

    private Answer timeout(Call call, Filter.Next next) {
        return deadline.within(next::proceed);
    }

    private Answer metaInject(Call call, Filter.Next next) {
        MDC.put(LogKeys.REQUEST_ID, call.id());
        MDC.put(LogKeys.ADDRESS, call.remoteAddress());
        try {
            return next.proceed();
        } finally {
            MDC.remove(LogKeys.REQUEST_ID);
            MDC.remove(LogKeys.ADDRESS);
            MDC.remove(LogKeys.TENANT);
        }
    }

    /// Notes what is our own fault: whatever was neither asked for nor refused.
    private Answer alerting(Call call, Filter.Next next) {
        try {
            Answer answer = next.proceed();
            call.failure().ifPresent(failure -> note(call, failure));
            return answer;
        } catch (RuntimeException | StackOverflowError e) {
            note(call, e);
            throw e;
        }
    }

    private void note(Call call, Throwable failure) {
        boolean ours = !(failure instanceof Refusal)
                && !(failure instanceof Json.Malformed)
                && !(failure instanceof TenantRefused);
        if (ours) {
            telemetry
                    .errors()
                    .note(failure, call.route().method() + " " + call.route().path());
        }
    }

    private Answer logger(Call call, Filter.Next next) {
        long start = System.nanoTime();
        telemetry.inFlight(1);
        Answer answer;
        try {
            answer = next.proceed();
        } finally {
            telemetry.inFlight(-1);
        }
        long nanos = System.nanoTime() - start;
        Route route = call.route();
        telemetry.request(route.method(), route.path(), answer.status(), nanos);
        boolean probe = !route.path().startsWith("/api/"); // whose 503 is an answer, not a fault
        Level level = answer.status() >= 500 && !probe ? Level.WARNING : Level.DEBUG;
        LOG.log(
                level,
                "request method={0} route={1} status={2} millis={3}",
                route.method(),
                route.path(),
                answer.status(),
                nanos / 1_000_000);
        return answer;
    }

    private Answer errorHandler(Call call, Filter.Next next) {
        try {
            return next.proceed();
        } catch (RuntimeException e) {
            if (deadline.isOver()) {
                throw e; // Broken by the time-out, which tells it better.
            }
            call.failure(e);
            return problems.answer(e, call.id());
        }
    }

    private Answer admission(Call call, Filter.Next next) {
        Route route = call.route();
        if (route.path().startsWith("/api/") && !ready.getAsBoolean()) {
            throw Refusal.unavailable("NOT_READY", "the server is starting or stopping; try again", SOON);
        }
        authenticator.admit(route.access(), call::header, call.remoteAddress()).ifPresent(call::caller);
        parameters.check(call);
        call.admitted().flatMap(Caller::tenant).ifPresent(home -> MDC.put(LogKeys.TENANT, home.slug()));
        return next.proceed();
    }
}
