package io.dotmac.server.platform.lifecycle;

import io.dotmac.server.platform.lifecycle.Phase.Report;
import io.dotmac.server.platform.lifecycle.Phase.Status;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Takes the server through its phases and knows its state. Safe for use by several threads.
public final class Lifecycle {
    private static final Logger LOG = System.getLogger(Lifecycle.class.getName());
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Predicate<RuntimeException> worthWaiting;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final long startedAt = System.nanoTime();
    private State state = State.STARTING;
    private List<Report> reports = List.of();

    /// @param worthWaiting which failures of a critical phase are tried again until they pass
    public Lifecycle(Predicate<RuntimeException> worthWaiting) {
        this.worthWaiting = worthWaiting;
    }

    /// Runs the phases in order; throws what a critical one throws. Returns `false` when stopped meanwhile.
    public boolean run(List<Phase> phases) {
        synchronized (this) {
            reports = phases.stream()
                    .map(phase -> report(phase, Status.PENDING, 0, ""))
                    .toList();
            state = State.INITIALIZING;
        }
        for (Phase phase : phases) {
            if (!run(phase)) {
                return false;
            }
        }
        synchronized (this) {
            if (state == State.INITIALIZING) {
                state = State.READY;
            }
        }
        return true;
    }

    /// The state now.
    public synchronized State state() {
        return state;
    }

    /// How the phases went.
    public synchronized List<Report> phases() {
        return reports;
    }

    /// Whether requests can be served.
    public synchronized boolean isServing() {
        return state == State.READY || state == State.HEALTHY || state == State.UNHEALTHY;
    }

    /// Notes whether all required dependencies answer.
    public synchronized void health(boolean good) {
        if (isServing()) {
            State next = good ? State.HEALTHY : State.UNHEALTHY;
            if (state != next) {
                LOG.log(good ? Level.INFO : Level.WARNING, "state from={0} to={1}", state, next);
            }
            state = next;
        }
    }

    /// Begins the end.
    public synchronized void stopping() {
        state = State.SHUTTING_DOWN;
        stopping.countDown();
    }

    /// Milliseconds since the process's parts were put together.
    public long uptimeMillis() {
        return Duration.ofNanos(System.nanoTime() - startedAt).toMillis();
    }

    private boolean run(Phase phase) {
        long start = System.nanoTime();
        boolean warned = false;
        while (true) {
            try {
                note(phase, Status.RUNNING, start, "");
                phase.work().run();
                note(phase, Status.DONE, start, "");
                LOG.log(Level.INFO, "phase number={0} name={1} millis={2}", phase.number(), phase.name(), since(start));
                return true;
            } catch (RuntimeException e) {
                String reason = String.valueOf(e.getMessage());
                if (!phase.critical()) {
                    note(phase, Status.FAILED, start, reason);
                    LOG.log(
                            Level.WARNING,
                            "phase failed, going on without number={0} name={1} cause={2}",
                            phase.number(),
                            phase.name(),
                            reason);
                    return true;
                }
                if (!worthWaiting.test(e)) {
                    note(phase, Status.FAILED, start, reason);
                    synchronized (this) {
                        state = State.FAILED;
                    }
                    throw e;
                }
                note(phase, Status.RUNNING, start, "waiting: " + reason);
                if (!warned) {
                    LOG.log(Level.WARNING, "waiting phase={0} cause={1}", phase.name(), reason);
                    warned = true;
                }
                if (isStoppedAfter(RETRY)) {
                    return false;
                }
            }
        }
    }

    private boolean isStoppedAfter(Duration pause) {
        try {
            return stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private synchronized void note(Phase phase, Status status, long start, String message) {
        List<Report> next = new ArrayList<>(reports);
        next.set(reports.indexOf(find(phase)), report(phase, status, since(start), message));
        reports = List.copyOf(next);
    }

    private Report find(Phase phase) {
        return reports.stream()
                .filter(report -> report.number() == phase.number())
                .findAny()
                .orElseThrow();
    }

    private static Report report(Phase phase, Status status, long millis, String message) {
        return new Report(phase.number(), phase.name(), phase.critical(), status, millis, message);
    }

    private static long since(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }
}
