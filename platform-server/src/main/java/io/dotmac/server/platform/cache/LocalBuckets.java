package io.dotmac.server.platform.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.dotmac.server.platform.cache.Bucket.Verdict;
import java.time.Clock;
import java.time.Duration;

/// Counts in this process alone: for what need not be shared, and for when Redis is away. At most 100,000 keys. Safe
/// for use by several threads.
public final class LocalBuckets {
    private static final int MAX_KEYS = 100_000;

    private final Clock clock;
    private final Cache<String, State> states = Caffeine.newBuilder()
            .maximumSize(MAX_KEYS)
            .expireAfter(Expiry.<String, State>writing((key, state) -> state.period))
            .build();

    /// @param tokens that are left
    /// @param at when the step began in which they were
    private record State(double tokens, long at, Duration period, boolean allowed) {}

    /// @param clock that steps are told by
    public LocalBuckets(Clock clock) {
        this.clock = clock;
    }

    /// Takes one call out.
    public Verdict take(Bucket bucket) {
        long now = clock.millis();
        State after = states.asMap().compute(bucket.key(), (key, before) -> next(bucket, before, now));
        return verdict(bucket, after, now);
    }

    private static State next(Bucket bucket, @org.jspecify.annotations.Nullable State before, long now) {
        double tokens = before == null ? bucket.capacity() : before.tokens;
        long at = before == null ? now : before.at;
        long steps = Math.floorDiv(now - at, bucket.stepMillis());
        if (steps > 0) {
            tokens = Math.min(bucket.capacity(), tokens + (double) steps * bucket.capacity() / bucket.steps());
            at += steps * bucket.stepMillis();
        }
        if (tokens >= bucket.capacity()) {
            at = now;
        }
        boolean allowed = tokens >= 1;
        return new State(allowed ? tokens - 1 : tokens, at, bucket.period(), allowed);
    }

    private static Verdict verdict(Bucket bucket, State after, long now) {
        return verdict(bucket, after.allowed, after.tokens, Math.max(0, now - after.at));
    }

    /// @param sinceStep milliseconds since the running step began
    static Verdict verdict(Bucket bucket, boolean allowed, double tokens, long sinceStep) {
        double perStep = (double) bucket.capacity() / bucket.steps();
        long toOne = tokens >= 1 ? 0 : (long) Math.ceil((1 - tokens) / perStep) * bucket.stepMillis() - sinceStep;
        long toFull = (long) Math.ceil((bucket.capacity() - tokens) / perStep) * bucket.stepMillis() - sinceStep;
        return new Verdict(
                allowed, (int) tokens, Duration.ofMillis(Math.max(0, toOne)), Duration.ofMillis(Math.max(0, toFull)));
    }
}
