package io.dotmac.server.platform.lifecycle;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/// Checks the dependencies of the server itself once a second, in the background: a probe never waits for one.
///
/// Safe for use by several threads.
public final class HealthMonitor {
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration BUDGET = Duration.ofMillis(1_500);

    private final List<Check> checks;
    private final Executor executor;
    private final Lifecycle lifecycle;
    private final Clock clock;
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile List<Result> results;

    /// A dependency and how to ask whether it lives.
    ///
    /// @param name of the dependency
    /// @param required whether the server is of no use without it
    /// @param ping throws when it does not answer
    public record Check(String name, boolean required, Runnable ping) {}

    /// What the last check found.
    ///
    /// @param name of the dependency
    /// @param status `up`, `down` or `unknown`
    /// @param required whether the server is of no use without it
    /// @param latencyMillis of the check, absent unless up
    /// @param checkedAt absent before the first check
    /// @param message why it is down, else empty
    public record Result(
            String name,
            Status status,
            boolean required,
            Optional<Double> latencyMillis,
            Optional<Instant> checkedAt,
            String message) {}

    /// Whether a dependency answers.
    public enum Status {
        /// Answers.
        UP,
        /// Does not.
        DOWN,
        /// Not asked yet.
        UNKNOWN
    }

    /// @param executor one that does not mind blocking
    public HealthMonitor(List<Check> checks, Executor executor, Lifecycle lifecycle, Clock clock) {
        this.checks = List.copyOf(checks);
        this.executor = executor;
        this.lifecycle = lifecycle;
        this.clock = clock;
        this.results = checks.stream()
                .map(one -> new Result(
                        one.name, Status.UNKNOWN, one.required, Optional.empty(), Optional.empty(), "not checked yet"))
                .toList();
    }

    /// Checks every second from now on.
    public void start(ScheduledExecutorService timer) {
        var _ = timer.scheduleWithFixedDelay(
                () -> executor.execute(this::refresh), EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Checks now, unless a check is under way.
    public void refresh() {
        if (!running.compareAndSet(false, true)) {
            return;
        }
        try {
            List<CompletableFuture<Double>> pings = checks.stream()
                    .map(check -> CompletableFuture.supplyAsync(() -> timed(check.ping), executor))
                    .toList();
            List<Result> next = new ArrayList<>();
            for (int i = 0; i < checks.size(); i++) {
                next.add(result(checks.get(i), pings.get(i)));
            }
            results = List.copyOf(next);
            lifecycle.health(isReady());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            running.set(false);
        }
    }

    /// What the last check found.
    public List<Result> results() {
        return results;
    }

    /// Whether every required dependency answers.
    public boolean isReady() {
        return results.stream().noneMatch(one -> one.required && one.status != Status.UP);
    }

    private Result result(Check check, CompletableFuture<Double> ping) throws InterruptedException {
        Optional<Instant> now = Optional.of(clock.instant());
        try {
            double millis = ping.get(BUDGET.toMillis(), TimeUnit.MILLISECONDS);
            return new Result(check.name, Status.UP, check.required, Optional.of(millis), now, "");
        } catch (TimeoutException e) {
            String message = "no answer in " + BUDGET.toMillis() + " ms";
            return new Result(check.name, Status.DOWN, check.required, Optional.empty(), now, message);
        } catch (ExecutionException | CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String message = String.valueOf(cause.getMessage());
            return new Result(check.name, Status.DOWN, check.required, Optional.empty(), now, message);
        }
    }

    private static double timed(Runnable ping) {
        long start = System.nanoTime();
        ping.run();
        return Math.round((System.nanoTime() - start) / 10_000.0) / 100.0;
    }
}
