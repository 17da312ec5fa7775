package io.dotmac.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// How a [LiveClient] paces itself.
///
/// @param pingAfter silence after which it asks whether the server is there
/// @param deadAfter silence after which it is not
/// @param openWithin time that a connection may take to open
/// @param firstRetry wait before the first retry, doubled for each further one
/// @param quickRetry longest wait while the outage is young
/// @param quickFor how long an outage is young
/// @param slowRetry longest wait after that
record Pace(
        Duration pingAfter,
        Duration deadAfter,
        Duration openWithin,
        Duration firstRetry,
        Duration quickRetry,
        Duration quickFor,
        Duration slowRetry) {
    /// A frozen server is noticed within 3 s, and a returned one within 2 s.
    static final Pace DEFAULT = new Pace(
            Duration.ofSeconds(1),
            Duration.ofMillis(2_500),
            Duration.ofSeconds(4),
            Duration.ofMillis(250),
            // With the time to connect and to send a snapshot on top, this keeps within 2 s.
            Duration.ofMillis(1_600),
            Duration.ofSeconds(60),
            Duration.ofSeconds(15));

    /// How long to wait, with jitter of a half so that consoles do not come back in step.
    ///
    /// @param attempt 0 for the first retry
    /// @param outage how long the server has been away
    Duration retryIn(int attempt, Duration outage) {
        Duration longest = outage.compareTo(quickFor) < 0 ? quickRetry : slowRetry;
        long millis = firstRetry.toMillis() << Math.min(attempt, 10);
        millis = Math.min(millis, longest.toMillis());
        return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
    }
}
