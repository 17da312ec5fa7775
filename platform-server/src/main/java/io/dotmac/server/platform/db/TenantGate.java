package io.dotmac.server.platform.db;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.dotmac.model.fleet.TenantId;
import java.time.Duration;
import java.util.Map;

/// Refuses callers of tenants that are not to be served, at the door: also for what is answered from memory. The
/// database refuses them anyway ([Database#inTenant]).
///
/// Which those are is read for all tenants at once and is at most some seconds old; while the database is away, what
/// was known holds. Safe for use by several threads.
public final class TenantGate {
    private static final Duration FRESH = Duration.ofSeconds(3);
    private static final String ALL = "all";

    private final LoadingCache<String, Map<TenantId, TenantRefused>> refused;

    /// Asks `database`.
    public TenantGate(Database database) {
        this.refused = Caffeine.newBuilder().refreshAfterWrite(FRESH).build(all -> TenantRefused.all(database));
    }

    /// Throws [TenantRefused] unless the tenant is to be served.
    public void check(TenantId tenant) {
        TenantRefused why = refused.get(ALL).get(tenant);
        if (why != null) {
            throw why;
        }
    }

    /// The state of one was changed here and now.
    public void forget() {
        refused.invalidateAll();
    }
}
