package io.dotmac.server.auth;

import io.dotmac.server.auth.Attempts.Attempt;
import io.dotmac.server.platform.cache.Redis;
import io.dotmac.server.platform.cache.RedisUnavailable;
import io.dotmac.server.platform.http.Refusal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;

/// Turns away who guesses: five attempts a minute from one address, five in a row at one account, from wherever. An
/// account that does not exist is locked in the same way, so a lock tells nothing. Without Redis this server counts by
/// itself; it never stops counting.
final class LogInGuard {
    private static final Logger LOG = System.getLogger(LogInGuard.class.getName());

    private final Attempts shared;
    private final Attempts local = new LocalAttempts();
    private final Clock clock;

    LogInGuard(Redis redis, Clock clock) {
        this.shared = new RedisAttempts(redis);
        this.clock = clock;
    }

    /// Counts an attempt; throws [Refusal] when there were too many.
    Attempt begin(String account, String address) {
        Attempt attempt = new Attempt(account, address, UUID.randomUUID().toString());
        try {
            shared.begin(attempt, clock.instant()).ifPresent(LogInGuard::refuse);
        } catch (RedisUnavailable e) {
            LOG.log(Level.WARNING, "log-ins are counted by this server alone reason=\"{0}\"", e.getMessage());
            local.begin(attempt, clock.instant()).ifPresent(LogInGuard::refuse);
        }
        return attempt;
    }

    void succeeded(Attempt attempt) {
        both(attempts -> attempts.succeeded(attempt));
    }

    void giveBack(Attempt attempt) {
        both(attempts -> attempts.giveBack(attempt));
    }

    void unlock(String account) {
        both(attempts -> attempts.unlock(account));
    }

    private void both(Consumer<Attempts> work) {
        work.accept(local);
        try {
            work.accept(shared);
        } catch (RedisUnavailable e) {
            LOG.log(Level.DEBUG, "shared count of log-ins stays reason=\"{0}\"", e.getMessage());
        }
    }

    private static void refuse(Duration wait) {
        throw Refusal.tooMany(
                "too many failed log-ins; the address or account is locked for a while", wait.plusMillis(999));
    }
}
