package io.dotmac.server.platform.http;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Gives up work that takes too long, by interrupting its thread. Safe for use by several threads.
final class Deadline {
    private static final ThreadLocal<Watch> CURRENT = new ThreadLocal<>();

    private final ScheduledExecutorService timer;
    private final Duration limit;

    Deadline(ScheduledExecutorService timer, Duration limit) {
        this.timer = timer;
        this.limit = limit;
    }

    /// Runs `work` on this thread; throws [Refusal] with status 504 when the time is over before it ends.
    <T> T within(Supplier<T> work) {
        Watch watch = new Watch(Thread.currentThread());
        ScheduledFuture<?> alarm = timer.schedule(watch::expire, limit.toNanos(), TimeUnit.NANOSECONDS);
        CURRENT.set(watch);
        try {
            T result = work.get();
            if (!watch.finish()) {
                throw over();
            }
            return result;
        } catch (RuntimeException | Error e) {
            if (!watch.finish()) {
                throw over();
            }
            throw e;
        } finally {
            CURRENT.remove();
            alarm.cancel(false);
        }
    }

    /// Whether the time of the work on this thread is over.
    boolean isOver() {
        Watch watch = CURRENT.get();
        return watch != null && watch.isExpired();
    }

    private Refusal over() {
        return Refusal.of(504, "TIMEOUT", "gave up after " + limit.toMillis() + " ms");
    }

    /// Lets the interrupt hit the work and nothing that comes after it.
    private static final class Watch {
        private final Thread thread;
        private boolean finished;
        private boolean expired;

        Watch(Thread thread) {
            this.thread = thread;
        }

        synchronized void expire() {
            if (!finished) {
                expired = true;
                thread.interrupt();
            }
        }

        /// Whether the work ended in time; clears the interrupt if it did not.
        synchronized boolean finish() {
            finished = true;
            if (expired) {
                Thread.interrupted();
            }
            return !expired;
        }

        synchronized boolean isExpired() {
            return expired;
        }
    }
}
