package io.dotmac.console.view;

import io.dotmac.console.Subscription;
import io.dotmac.console.Tasks;
import io.dotmac.console.live.Viewed;
import java.time.Duration;

/// Runs a view model's work when rows change, once a second for the ages, and at once when the operator does something.
///
/// Never two runs at a time. Work that takes long is done less often, so that it takes a tenth of a core at most.
final class Refresher implements AutoCloseable {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int REST = 9;

    private final Tasks tasks;
    private final Runnable work;
    private final Subscription rows;
    private final Subscription tick;
    private boolean running;
    private boolean wanted;
    private boolean urgent;
    private boolean scheduled;
    private long restUntil = System.nanoTime();
    private boolean closed;

    Refresher(Viewed viewed, Tasks tasks, Runnable work) {
        this.tasks = tasks;
        this.work = work;
        rows = viewed.changes().subscribe(_ -> soon());
        tick = tasks.every(TICK, this::soon);
    }

    /// Runs when the last run's rest is over.
    void soon() {
        request(false);
    }

    /// Runs at once.
    void now() {
        request(true);
    }

    @Override
    public synchronized void close() {
        closed = true;
        rows.close();
        tick.close();
    }

    private synchronized void request(boolean atOnce) {
        if (closed) {
            return;
        }
        wanted = true;
        urgent |= atOnce;
        next();
    }

    /// Starts or schedules the next run; the monitor is held.
    private void next() {
        if (running || !wanted || closed) {
            return;
        }
        long wait = restUntil - System.nanoTime();
        if (urgent || wait <= 0) {
            running = true;
            wanted = false;
            urgent = false;
            tasks.run(this::run);
            return;
        }
        if (!scheduled) {
            scheduled = true;
            tasks.after(Duration.ofNanos(wait), this::rested);
        }
    }

    private synchronized void rested() {
        scheduled = false;
        next();
    }

    private void run() {
        long from = System.nanoTime();
        try {
            work.run();
        } finally {
            done(System.nanoTime() - from);
        }
    }

    private synchronized void done(long took) {
        running = false;
        restUntil = System.nanoTime() + took * REST;
        next();
    }
}
