package io.dotmac.server.platform.db;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.dotmac.model.fleet.TenantId;
import java.time.Duration;
import java.util.Optional;

/// Refuses callers of tenants that are not to be served, at the door: also for what is answered from memory. The
/// database refuses them anyway ([Database#inTenant]).
///
/// What is known of a tenant is at most some seconds old; while the database is away, what was known holds. Safe for
/// use by several threads.
public final class TenantGate {
    private static final Duration FRESH = Duration.ofSeconds(3);
    private static final int MOST = 10_000;

    private final LoadingCache<TenantId, Optional<TenantRefused>> known;

    /// Asks `database`.
    public TenantGate(Database database) {
        this.known = Caffeine.newBuilder()
                .maximumSize(MOST)
                .refreshAfterWrite(FRESH)
                .build(tenant -> TenantRefused.standing(database, tenant));
    }

    /// Throws [TenantRefused] unless the tenant is to be served.
    public void check(TenantId tenant) {
        Optional<TenantRefused> refused = known.get(tenant);
        if (refused.isPresent()) {
            throw refused.get();
        }
    }

    /// Its state was changed here and now.
    public void forget(TenantId tenant) {
        known.invalidate(tenant);
    }
}
