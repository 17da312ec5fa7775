package io.dotmac.server.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Counts log-ins that have not succeeded, before the password is looked at, so that many at once count as many.
interface Attempts {
    /// Most attempts in [#WINDOW] from one address that did not succeed.
    int PER_ADDRESS = 5;

    /// Span of [#PER_ADDRESS].
    Duration WINDOW = Duration.ofMinutes(1);

    /// This many in a row lock an account.
    int PER_ACCOUNT = 5;

    /// The first lock of an account; each further failure doubles it.
    Duration FIRST_LOCK = Duration.ofMinutes(1);

    /// The longest lock.
    Duration LONGEST_LOCK = Duration.ofMinutes(15);

    /// After this long without attempts an account starts anew.
    Duration MEMORY = Duration.ofHours(24);

    /// One attempt.
    ///
    /// @param account that was named, whether it exists or not
    /// @param address that it came from
    /// @param id unique
    record Attempt(String account, String address, String id) {}

    /// Counts it; a span when it is refused, and then it is not counted.
    Optional<Duration> begin(Attempt attempt, Instant now);

    /// It was good: neither account nor address bears it any more.
    void succeeded(Attempt attempt);

    /// Its first half was good: takes back what it counted, and no more.
    void giveBack(Attempt attempt);

    /// Opens an account before its time.
    void unlock(String account);

    /// How long an account stays locked after its `count`th failure in a row; zero while it is open.
    static Duration lock(long count) {
        if (count < PER_ACCOUNT) {
            return Duration.ZERO;
        }
        int doublings = (int) Math.min(count - PER_ACCOUNT, 10);
        Duration lock = FIRST_LOCK.multipliedBy(1L << doublings);
        return lock.compareTo(LONGEST_LOCK) > 0 ? LONGEST_LOCK : lock;
    }
}
