package io.dotmac.server.platform.live;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.secret.Identity.Home;
import java.util.Optional;

/// Whose rows somebody sees.
///
/// @param tenant the only one; empty for all
public record Scope(Optional<TenantId> tenant) {
    /// What `caller` sees.
    public static Scope of(Caller caller) {
        return new Scope(caller.tenant().map(Home::id));
    }

    /// Whether rows of `owner` are seen.
    public boolean covers(TenantId owner) {
        return tenant.isEmpty() || tenant.get().equals(owner);
    }
}
