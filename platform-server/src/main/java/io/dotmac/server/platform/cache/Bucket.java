package io.dotmac.server.platform.cache;

import java.time.Duration;

/// So many calls in so much time, shared by all who name the same key. What was used comes back in up to ten equal
/// steps over the period, so that nobody waits for all of it and the count is exact within a step.
///
/// @param key whose calls
/// @param capacity most calls at once, and in a period in the long run
/// @param period in which all of it comes back
public record Bucket(String key, int capacity, Duration period) {
    private static final int STEPS = 10;

    /// Refuses what can never be taken from.
    public Bucket {
        if (capacity < 1 || period.toMillis() < STEPS) {
            throw new IllegalArgumentException("bucket " + key + " has " + capacity + " in " + period);
        }
    }

    int steps() {
        return Math.min(STEPS, capacity);
    }

    long stepMillis() {
        return period.toMillis() / steps();
    }

    /// What became of a call.
    ///
    /// @param allowed whether it may go on
    /// @param remaining how many more may
    /// @param next how long until the next one may, zero when one may now
    /// @param full until all is back
    public record Verdict(boolean allowed, int remaining, Duration next, Duration full) {}
}
