package io.dotmac.agent.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next try: full jitter, so that a thousand agents do not come back at once.
///
/// In the first minute tries stay within two seconds of each other: most outages are a restart.
final class Backoff {
    private static final Duration FIRST_MINUTE = Duration.ofMinutes(1);
    private static final long EARLY_CAP_MILLIS = 2_000;
    private static final long CAP_MILLIS = 60_000;
    private static final long LEAST_MILLIS = 50;
    private static final int MAX_DOUBLINGS = 6;

    private final RandomGenerator random;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /// @param failures in a row, from 1
    /// @param away since the first of them
    Duration delay(int failures, Duration away) {
        long cap = away.compareTo(FIRST_MINUTE) < 0 ? EARLY_CAP_MILLIS : CAP_MILLIS;
        long most = Math.min(cap, 1_000L << Math.clamp(failures - 1L, 0, MAX_DOUBLINGS));
        return Duration.ofMillis(Math.max(LEAST_MILLIS, random.nextLong(most + 1)));
    }
}
