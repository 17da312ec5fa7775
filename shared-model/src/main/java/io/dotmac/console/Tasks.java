package io.dotmac.console;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Where a console's work runs off its drawing thread, and what time it is there.
///
/// Work may block: each task has a virtual thread of its own. After [#close] new work is dropped.
public final class Tasks implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Tasks.class.getName());

    private final InstantSource clock;
    private final ScheduledExecutorService timer;
    private final ExecutorService workers;

    private Tasks(InstantSource clock) {
        this.clock = clock;
        timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("console-timer").factory());
        workers = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("console-", 0).factory());
    }

    /// Starts the threads; the caller closes.
    public static Tasks start(InstantSource clock) {
        return new Tasks(clock);
    }

    /// The time of this console.
    public InstantSource clock() {
        return clock;
    }

    /// Runs `task` at once.
    public void run(Runnable task) {
        try {
            workers.execute(() -> guarded(task));
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "task after close dropped");
        }
    }

    /// Runs `task` once after `delay`, unless the subscription is closed before.
    public Subscription after(Duration delay, Runnable task) {
        try {
            Future<?> future = timer.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }

    /// Runs `task` every `period` until the subscription is closed; a run that is late is left out.
    public Subscription every(Duration period, Runnable task) {
        Repeat repeat = new Repeat(task);
        try {
            Future<?> future = timer.scheduleWithFixedDelay(
                    () -> run(repeat), period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        workers.shutdownNow();
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (Exception e) {
            // The HTTP client throws this unannounced where a call is under way at the end.
            if (Thread.currentThread().isInterrupted() || e instanceof InterruptedException) {
                LOG.log(System.Logger.Level.DEBUG, "task cut off", e);
                return;
            }
            LOG.log(System.Logger.Level.ERROR, "task failed", e);
        }
    }

    /// Runs a task unless its last run still goes on.
    private static final class Repeat implements Runnable {
        private final Runnable task;
        private final java.util.concurrent.atomic.AtomicBoolean running =
                new java.util.concurrent.atomic.AtomicBoolean();

        Repeat(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (!running.compareAndSet(false, true)) {
                return;
            }
            try {
                task.run();
            } finally {
                running.set(false);
            }
        }
    }
}
