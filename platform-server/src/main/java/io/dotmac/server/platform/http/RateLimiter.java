package io.dotmac.server.platform.http;

import io.dotmac.server.platform.cache.Bucket;
import io.dotmac.server.platform.cache.Bucket.Verdict;
import io.dotmac.server.platform.cache.LocalBuckets;
import io.dotmac.server.platform.cache.SharedBuckets;
import io.dotmac.server.platform.http.RateLimitConfig.Limit;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Counts calls by the class of their route and who makes them. Agents are counted by each server alone: their reports
/// come to one server at a time, and a round trip for each would buy nothing.
public final class RateLimiter {
    private static final String NOBODY = "nobody";

    private final RateLimitConfig config;
    private final SharedBuckets shared;
    private final LocalBuckets local;

    /// @param shared counts for all servers
    /// @param local counts for this one
    public RateLimiter(RateLimitConfig config, SharedBuckets shared, LocalBuckets local) {
        this.config = config;
        this.shared = shared;
        this.local = local;
    }

    /// What the call was counted against.
    ///
    /// @param name of the policy in headers
    /// @param limit that holds
    /// @param verdict of the count
    record Counted(String name, Limit limit, Verdict verdict) {
        /// What is left, by draft-ietf-httpapi-ratelimit-headers.
        Map<String, String> headers() {
            Duration until = verdict.allowed() ? verdict.full() : verdict.next();
            return Map.of(
                    "RateLimit-Policy",
                    policy(),
                    "RateLimit",
                    "\"%s\";r=%d;t=%d".formatted(name, verdict.remaining(), seconds(until)));
        }

        private String policy() {
            return "\"%s\";q=%d;w=%d"
                    .formatted(name, limit.count(), limit.period().toSeconds());
        }

        Refusal refusal() {
            return Refusal.tooMany(
                    "at most %d calls in %s count as %s here; try again in %d s"
                            .formatted(limit.count(), span(limit.period()), name, seconds(verdict.next())),
                    Duration.ofSeconds(seconds(verdict.next())));
        }

        private static long seconds(Duration wait) {
            return Math.max(1, (wait.toMillis() + 999) / 1000);
        }

        private static String span(Duration period) {
            return period.toMinutes() >= 120 ? period.toHours() + " hours" : period.toSeconds() + " s";
        }
    }

    /// Counts a call; empty where the route is not counted.
    Optional<Counted> count(Route route, Optional<Caller> caller, String address) {
        RateClass rate = route.declaration().rate();
        return switch (rate) {
            case NONE -> Optional.empty();
            case API -> Optional.of(api(caller, address));
            case SEARCH -> Optional.of(count(rate, config.search(), owner(caller), "all"));
            case BULK -> Optional.of(count(rate, config.bulk(), owner(caller), subject(caller, address)));
            case AGENT -> Optional.of(alone(rate, config.agent(), subject(caller, address)));
        };
    }

    private Counted api(Optional<Caller> caller, String address) {
        boolean staff = caller.isPresent() && caller.get().tenant().isEmpty();
        return count(RateClass.API, staff ? config.staff() : config.api(), owner(caller), subject(caller, address));
    }

    private Counted count(RateClass rate, Limit limit, String owner, String subject) {
        String name = name(rate);
        Bucket bucket = new Bucket("rl:{" + owner + "}:" + name + ":" + subject, limit.count(), limit.period());
        return new Counted(name, limit, shared.take(bucket));
    }

    private Counted alone(RateClass rate, Limit limit, String subject) {
        Bucket bucket = new Bucket(name(rate) + ":" + subject, limit.count(), limit.period());
        return new Counted(name(rate), limit, local.take(bucket));
    }

    private static String owner(Optional<Caller> caller) {
        return caller.map(one -> one.tenant().map(home -> home.id().toString()).orElse("platform"))
                .orElse(NOBODY);
    }

    private static String subject(Optional<Caller> caller, String address) {
        return caller.map(one -> "id:" + one.id()).orElse("ip:" + address);
    }

    private static String name(RateClass rate) {
        return rate.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
