package io.dotmac.server;

import io.dotmac.server.platform.cache.LocalBuckets;
import io.dotmac.server.platform.cache.Redis;
import io.dotmac.server.platform.cache.SharedBuckets;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.http.AnswerCache;
import io.dotmac.server.platform.http.Authenticator;
import io.dotmac.server.platform.http.CookieSessions;
import io.dotmac.server.platform.http.Idempotency;
import io.dotmac.server.platform.http.RateLimitConfig;
import io.dotmac.server.platform.http.RateLimiter;
import io.dotmac.server.platform.http.RequestParts;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.http.Whose;
import io.dotmac.server.platform.job.Chore;
import io.dotmac.server.platform.query.Cursors;
import io.dotmac.server.platform.secret.FieldCipher;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.dotmac.server.tenant.Tenants;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/// What every request passes, put together.
final class Requests {
    private final CookieSessions cookies;
    private final RateLimiter limiter;
    private final Cursors cursors;
    private final AnswerCache cache;
    private final Idempotency idempotency;

    Requests(
            ServerConfig config, Database database, Redis redis, FieldCipher cipher, Telemetry telemetry, Clock clock) {
        String secret = config.auth().secret().value();
        RateLimitConfig limits = config.http().rateLimits();
        LocalBuckets local = new LocalBuckets(clock);
        SharedBuckets shared = new SharedBuckets(redis, local, limits.servers(), clock);
        cookies = new CookieSessions(secret, !config.deployment().isForgiving());
        limiter = new RateLimiter(limits, shared, local);
        cursors = new Cursors(secret);
        cache = new AnswerCache(redis, cipher);
        idempotency = new Idempotency(database, cipher, clock);
        telemetry.gauge(
                "dotmac_rate_limits_alone",
                "1 while rate limits are counted by each server alone, because Redis is away.",
                () -> shared.isAway() ? 1 : 0);
        telemetry.gauge("dotmac_cache_hit_ratio", "Part of look-ups that found a kept answer.", cache::hitRate);
    }

    RequestParts parts(Authenticator authenticator, Whose whose) {
        return new RequestParts(authenticator, whose, cookies, limiter, cursors, cache, idempotency);
    }

    List<Route> routes() {
        return cookies.routes();
    }

    /// Forgets keys of orders that are too old to be given again.
    Chore forgetting(Tenants tenants) {
        return new Chore(
                "orders-forget",
                Duration.ofHours(1),
                () -> tenants.all().forEach(tenant -> idempotency.forget(tenant.id())));
    }
}
