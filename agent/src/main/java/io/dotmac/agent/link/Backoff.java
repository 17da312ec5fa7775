package io.dotmac.agent.link;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// How long to wait before the next try.
interface Backoff {
    /// The wait before the next try.
    ///
    /// @param failures in a row, from 1
    /// @param away since the first of them
    Duration delay(int failures, Duration away);

    /// Once soon, for the fault may be this side's alone; then each agent in a slot of its own, so that a fleet comes
    /// back over as long as the server asked for and not all at once.
    ///
    /// @param random draws this agent's slot
    /// @param nanoTime monotonic clock
    static Backoff slotted(Spread spread, RandomGenerator random, LongSupplier nanoTime) {
        return new Slots(spread, random.nextDouble(), random, nanoTime);
    }
}
