package io.dotmac.agent.probe;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Tells a state that lasts from a passing one. Used by one thread.
public final class Lasting {
    private final long nanos;
    private final LongSupplier nanoTime;
    private boolean on;
    private long since;

    /// @param length for which it must have been so at each reading
    /// @param nanoTime monotonic clock
    public Lasting(Duration length, LongSupplier nanoTime) {
        this.nanos = length.toNanos();
        this.nanoTime = nanoTime;
    }

    /// Takes a reading; whether it has been so for long enough.
    public boolean holds(boolean now) {
        if (now && !on) {
            since = nanoTime.getAsLong();
        }
        on = now;
        return on && nanoTime.getAsLong() - since >= nanos;
    }
}
