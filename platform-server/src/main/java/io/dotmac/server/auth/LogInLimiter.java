package io.dotmac.server.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.dotmac.server.platform.http.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/// At most five failed log-ins a minute from one address. Safe for use by several threads.
final class LogInLimiter {
    private static final int LIMIT = 5;
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final Clock clock;
    private final Cache<String, Deque<Instant>> failuresByAddress = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(WINDOW.multipliedBy(2))
            .build();

    LogInLimiter(Clock clock) {
        this.clock = clock;
    }

    /// Throws [Refusal] when the address has failed too often.
    void check(String address) {
        Deque<Instant> failures = failuresByAddress.getIfPresent(address);
        if (failures == null) {
            return;
        }
        synchronized (failures) {
            Instant now = clock.instant();
            forget(failures, now);
            if (failures.size() >= LIMIT) {
                Duration wait = Duration.between(now, failures.getFirst().plus(WINDOW));
                throw Refusal.tooMany(
                        "too many failed log-ins from this address, at most " + LIMIT + " a minute",
                        wait.plusSeconds(1));
            }
        }
    }

    void failed(String address) {
        Deque<Instant> failures = failuresByAddress.get(address, one -> new ArrayDeque<>());
        synchronized (failures) {
            Instant now = clock.instant();
            forget(failures, now);
            failures.addLast(now);
            failuresByAddress.put(address, failures);
        }
    }

    private static void forget(Deque<Instant> failures, Instant now) {
        while (!failures.isEmpty() && !failures.getFirst().plus(WINDOW).isAfter(now)) {
            failures.removeFirst();
        }
    }
}
