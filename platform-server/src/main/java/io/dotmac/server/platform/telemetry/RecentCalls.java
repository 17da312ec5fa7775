package io.dotmac.server.platform.telemetry;

import java.util.concurrent.TimeUnit;

/// Sums up the calls of the last minute or two. Safe for use by several threads.
public final class RecentCalls {
    private static final long SPAN = TimeUnit.MINUTES.toNanos(1);

    private long begun = System.nanoTime();
    private Sum current = new Sum();
    private Sum last = new Sum();

    /// What the calls came to.
    ///
    /// @param count of calls
    /// @param meanMillis of one
    /// @param maxMillis of the longest
    /// @param slow over the threshold
    /// @param failed did not work
    public record Figures(long count, double meanMillis, double maxMillis, long slow, long failed) {}

    /// Adds a call.
    public synchronized void add(long nanos, boolean slow, boolean failed) {
        turn();
        current.count++;
        current.nanos += nanos;
        current.max = Math.max(current.max, nanos);
        current.slow += slow ? 1 : 0;
        current.failed += failed ? 1 : 0;
    }

    /// The sums.
    public synchronized Figures figures() {
        turn();
        long count = last.count + current.count;
        return new Figures(
                count,
                count == 0 ? 0 : millis((last.nanos + current.nanos) / count),
                millis(Math.max(last.max, current.max)),
                last.slow + current.slow,
                last.failed + current.failed);
    }

    private void turn() {
        long now = System.nanoTime();
        if (now - begun < SPAN) {
            return;
        }
        last = now - begun < 2 * SPAN ? current : new Sum();
        current = new Sum();
        begun = now;
    }

    private static double millis(long nanos) {
        return Math.round(nanos / 10_000.0) / 100.0;
    }

    private static final class Sum {
        private long count;
        private long nanos;
        private long max;
        private long slow;
        private long failed;
    }
}
