package io.dotmac.agent.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next try.
interface Backoff {
    /// The wait before the next try.
    ///
    /// @param failures in a row, from 1
    /// @param away since the first of them
    Duration delay(int failures, Duration away);

    /// Full jitter, so that a thousand agents do not come back at once.
    ///
    /// In the first minute tries stay within 1.5 s of each other, for most outages are a restart; after that
    /// within an eighth of the outage, at most a minute.
    static Backoff jittered(RandomGenerator random) {
        return new Jittered(random);
    }

    /// See [Backoff#jittered(RandomGenerator)].
    record Jittered(RandomGenerator random) implements Backoff {
        private static final Duration FIRST_MINUTE = Duration.ofMinutes(1);
        private static final long EARLY_CAP_MILLIS = 1_500;
        private static final long CAP_MILLIS = 60_000;
        private static final long SHARE = 8;
        private static final long LEAST_MILLIS = 50;

        @Override
        public Duration delay(int failures, Duration away) {
            long cap = away.compareTo(FIRST_MINUTE) < 0
                    ? Math.min(EARLY_CAP_MILLIS, 500L * failures)
                    : Math.min(CAP_MILLIS, away.toMillis() / SHARE);
            return Duration.ofMillis(Math.max(LEAST_MILLIS, random.nextLong(cap + 1)));
        }
    }
}
