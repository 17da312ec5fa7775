package io.dotmac.server.platform.http;

import io.dotmac.model.Json;
import io.dotmac.server.platform.db.ReadSource;
import io.dotmac.server.platform.db.TenantRefused;
import io.dotmac.server.platform.http.Layers.Layer;
import io.dotmac.server.platform.query.BadQuery;
import io.dotmac.server.platform.secret.Identity.Kind;
import io.dotmac.server.platform.telemetry.LogKeys;
import io.dotmac.server.platform.telemetry.Telemetry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.MDC;

/// The layers around every handler, outermost first: recovery, tracing, time-out, request id, alerting, log and
/// metrics, errors; then readiness and where it comes from, authentication, rate limit, permission, what the route
/// declares, kept answers, orders given twice; then the handler.
final class Pipeline {
    private static final Logger LOG = System.getLogger(Pipeline.class.getName());
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Problems problems;
    private final Deadline deadline;
    private final Telemetry telemetry;
    private final RequestParts parts;
    private final Contract contract;
    private final Frontier frontier;
    private final BooleanSupplier ready;
    private final Layers layers;

    /// @param ready whether routes under `/api` may be served already
    Pipeline(
            Problems problems,
            Deadline deadline,
            Telemetry telemetry,
            RequestParts parts,
            Contract contract,
            Frontier frontier,
            BooleanSupplier ready) {
        this.problems = problems;
        this.deadline = deadline;
        this.telemetry = telemetry;
        this.parts = parts;
        this.contract = contract;
        this.frontier = frontier;
        this.ready = ready;
        this.layers = new Layers(List.of(
                new Layer("recovery", this::recovery),
                new Layer("tracing", this::tracing),
                new Layer("timeout", this::timeout),
                new Layer("meta-inject", this::metaInject),
                new Layer("alerting", this::alerting),
                new Layer("logger", this::logger),
                new Layer("error-handler", this::errorHandler),
                new Layer("admission", this::admission),
                new Layer("authentication", this::authentication),
                new Layer("rate-limit", this::rateLimit),
                new Layer("permission", this::permission),
                new Layer("contract", this::contract),
                new Layer("cache", parts.cache()::apply),
                new Layer("idempotency", parts.idempotency()::apply)));
    }

    Answer run(Call call) {
        return ReadSource.noted(() -> layers.run(call));
    }

    /// For tests, which put themselves between.
    Layers layers() {
        return layers;
    }

    /// Whatever a layer below lets through, the answer is whole and the next request works.
    private Answer recovery(Call call, Filter.Next next) {
        try {
            return next.proceed();
        } catch (RuntimeException | Error e) {
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
        } catch (RuntimeException | Error e) {
            note(call, e);
            throw e;
        }
    }

    private void note(Call call, Throwable failure) {
        boolean ours = !(failure instanceof Refusal)
                && !(failure instanceof Json.Malformed)
                && !(failure instanceof BadQuery)
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
        if (answer.status() < 400) {
            call.admitted().ifPresent(caller -> used(caller, route));
        }
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

    private void used(Caller caller, Route route) {
        caller.tenant().ifPresent(home -> telemetry.usage().heard(home.id().value()));
        if (caller.kind() != Kind.AGENT) {
            telemetry.usage().used(route.feature());
        }
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
        frontier.check(call.peer(), call.remoteAddress(), call::header);
        return next.proceed();
    }

    private Answer authentication(Call call, Filter.Next next) {
        Function<String, Optional<String>> headers = parts.cookies().headers(call);
        try {
            parts.authenticator()
                    .recognize(call.route().access(), headers, call.remoteAddress())
                    .ifPresent(call::caller);
        } catch (Refusal e) {
            // Guessing is counted by address, as nobody else is known.
            parts.limiter()
                    .count(call.route(), Optional.empty(), call.remoteAddress())
                    .ifPresent(counted -> heed(call, counted));
            throw e;
        }
        call.admitted().flatMap(Caller::tenant).ifPresent(home -> MDC.put(LogKeys.TENANT, home.slug()));
        return next.proceed();
    }

    private Answer rateLimit(Call call, Filter.Next next) {
        parts.limiter()
                .count(call.route(), call.admitted(), call.remoteAddress())
                .ifPresent(counted -> heed(call, counted));
        return next.proceed();
    }

    private static void heed(Call call, RateLimiter.Counted counted) {
        counted.headers().forEach(call::also);
        if (!counted.verdict().allowed()) {
            throw counted.refusal();
        }
    }

    private Answer permission(Call call, Filter.Next next) {
        call.admitted().ifPresent(caller -> Authenticator.permit(call.route().access(), caller));
        return next.proceed();
    }

    private Answer contract(Call call, Filter.Next next) {
        contract.check(call);
        Answer answer = next.proceed();
        String tag = answer.headers().getOrDefault("ETag", "");
        boolean seen = !tag.isEmpty()
                && call.route().isRead()
                && call.header("If-None-Match")
                        .filter(text -> text.strip().equals("*")
                                || Arrays.asList(text.split("\\s*,\\s*")).contains(tag))
                        .isPresent();
        return seen ? new Answer(304, "", new byte[0], Map.of("ETag", tag)) : answer;
    }
}
