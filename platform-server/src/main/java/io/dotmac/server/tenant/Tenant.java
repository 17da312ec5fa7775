package io.dotmac.server.tenant;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.tenant.TenantInfo;
import io.dotmac.model.tenant.TenantState;
import java.time.Instant;

/// An ISP on the platform.
///
/// @param id of the tenant
/// @param slug short name in addresses and commands
/// @param name for people
/// @param state where it is in its life
/// @param stateSince since when
/// @param stateReason why; empty unless somebody said
/// @param createdAt when it was made
/// @param updatedAt when this last changed
/// @param version counts the changes
public record Tenant(
        TenantId id,
        String slug,
        String name,
        TenantState state,
        Instant stateSince,
        String stateReason,
        Instant createdAt,
        Instant updatedAt,
        long version) {
    /// On the wire.
    TenantInfo info() {
        return new TenantInfo(id.value(), slug, name, state, stateSince, stateReason, createdAt, updatedAt, version);
    }
}
