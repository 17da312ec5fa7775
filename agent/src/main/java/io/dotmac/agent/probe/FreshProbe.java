package io.dotmac.agent.probe;

import io.dotmac.agent.config.Schedule;
import java.time.Duration;

/// A probe that keeps nothing between two checks. Used by one thread at a time; only [#close()] may come from another.
public abstract class FreshProbe implements Probe {
    private final Schedule schedule;

    /// @param schedule how often, and how long a check may take
    protected FreshProbe(Schedule schedule) {
        this.schedule = schedule;
    }

    /// Of one check.
    protected final Duration timeout() {
        return schedule.timeout();
    }

    /// Milliseconds since `begun`.
    protected static double millisSince(long begun) {
        return (System.nanoTime() - begun) / 1e6;
    }

    @Override
    public Duration rhythm() {
        return schedule.interval();
    }

    @Override
    public void close() {
        // Nothing outlives a check.
    }
}
