package io.dotmac.agent.link;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Tries at the same point of every period. Whenever the server comes back, the agents come evenly over the period
/// that follows. The period is the fleet's spread, longer in a long outage; both ways of one agent to the server use
/// the
/// same slots.
///
/// @param phase of this agent in a period, from 0 up to but not 1
record Slots(Spread spread, double phase, RandomGenerator random, LongSupplier nanoTime) implements Backoff {
    private static final Duration FIRST_MINUTE = Duration.ofMinutes(1);
    private static final long LEAST_PERIOD_MILLIS = 1_500;
    private static final long LONGEST_PERIOD_MILLIS = 60_000;
    private static final long SHARE = 8;
    private static final long SOON_MILLIS = 50;
    private static final long FIRST_MILLIS = 450;
    private static final long NANOS = 1_000_000;

    @Override
    public Duration delay(int failures, Duration away) {
        if (failures <= 1) {
            return Duration.ofMillis(SOON_MILLIS + random.nextLong(FIRST_MILLIS));
        }
        long period = periodMillis(away) * NANOS;
        long slot = (long) (phase * period);
        return Duration.ofNanos(Math.floorMod(slot - nanoTime.getAsLong(), period));
    }

    /// Doubles, so that both ways of an agent agree on it.
    private long periodMillis(Duration away) {
        long period = Math.max(LEAST_PERIOD_MILLIS, spread.length().toMillis());
        if (away.compareTo(FIRST_MINUTE) < 0) {
            return period;
        }
        long wanted = Math.min(LONGEST_PERIOD_MILLIS, away.toMillis() / SHARE);
        while (2 * period <= wanted) {
            period *= 2;
        }
        return period;
    }
}
