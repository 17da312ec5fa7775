package io.dotmac.server.customer;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.secret.Identity.Home;
import io.dotmac.server.tenant.Tenant;
import io.dotmac.server.tenant.Tenants;
import java.util.Optional;

/// Whose customers a caller means: a tenant's people their own, platform staff those of the tenant that they name.
final class CustomerTenant {
    private final Tenants tenants;

    CustomerTenant(Tenants tenants) {
        this.tenants = tenants;
    }

    TenantId of(Caller caller, Optional<String> slug) {
        Optional<Home> own = caller.tenant();
        if (own.isPresent()) {
            slug.filter(named -> !named.equals(own.get().slug())).ifPresent(named -> {
                throw Refusal.notFound("tenant", named);
            });
            return own.get().id();
        }
        String named = slug.orElseThrow(
                () -> Refusal.invalid("tenant", "is missing; name the ISP whose customers" + " are meant"));
        return tenants.bySlug(named).map(Tenant::id).orElseThrow(() -> Refusal.notFound("tenant", named));
    }
}
