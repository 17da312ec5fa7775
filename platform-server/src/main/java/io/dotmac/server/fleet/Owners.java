package io.dotmac.server.fleet;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.secret.Identity.Home;
import io.dotmac.server.tenant.Tenant;
import io.dotmac.server.tenant.Tenants;
import java.util.List;
import java.util.Optional;

/// Whose agents a caller means.
final class Owners {
    private Owners() {}

    /// Users get their own tenant; platform staff name one, unless there is only one.
    static TenantId of(Caller caller, Optional<String> wanted, Tenants tenants) {
        Optional<Home> meant = tenants.meant(caller, wanted);
        if (meant.isPresent()) {
            return meant.get().id();
        }
        List<Tenant> all = tenants.all();
        if (all.size() != 1) {
            throw Refusal.invalid("tenant", "is missing; name the ISP that the node belongs to");
        }
        return all.getFirst().id();
    }
}
