package io.dotmac.server.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Counts in this server alone, for when Redis is away. Keeps the latest 100,000 of accounts and of addresses.
///
/// Safe for use by several threads.
final class LocalAttempts implements Attempts {
    private static final int KEPT = 100_000;

    private final Map<String, Failures> byAccount = new Recent<>();
    private final Map<String, Map<String, Instant>> byAddress = new Recent<>();

    private record Failures(long count, Instant last, Instant lockedUntil) {}

    /// Forgets those that were not touched for the longest.
    private static final class Recent<T> extends LinkedHashMap<String, T> {
        private static final long serialVersionUID = 1;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
            return size() > KEPT;
        }
    }

    @Override
    public synchronized Optional<Duration> begin(Attempt attempt, Instant now) {
        Map<String, Instant> here = byAddress.computeIfAbsent(attempt.address(), one -> new LinkedHashMap<>());
        here.values().removeIf(at -> !at.plus(WINDOW).isAfter(now));
        if (here.size() >= PER_ADDRESS) {
            return Optional.of(
                    Duration.between(now, here.values().iterator().next().plus(WINDOW)));
        }
        Failures failures = byAccount.getOrDefault(attempt.account(), new Failures(0, now, now));
        if (failures.lockedUntil.isAfter(now)) {
            return Optional.of(Duration.between(now, failures.lockedUntil));
        }
        long count = failures.last.plus(MEMORY).isAfter(now) ? failures.count + 1 : 1;
        byAccount.put(attempt.account(), new Failures(count, now, now.plus(Attempts.lock(count))));
        here.put(attempt.id(), now);
        return Optional.empty();
    }

    @Override
    public synchronized void succeeded(Attempt attempt) {
        byAccount.remove(attempt.account());
        forget(attempt);
    }

    @Override
    public synchronized void giveBack(Attempt attempt) {
        byAccount.computeIfPresent(
                attempt.account(), (account, was) -> new Failures(Math.max(0, was.count - 1), was.last, was.last));
        forget(attempt);
    }

    @Override
    public synchronized void unlock(String account) {
        byAccount.remove(account);
    }

    private void forget(Attempt attempt) {
        byAddress.computeIfPresent(attempt.address(), (address, here) -> {
            here.remove(attempt.id());
            return here.isEmpty() ? null : here;
        });
    }
}
