package io.dotmac.model.tenant;

import java.time.Instant;
import java.util.UUID;

/// An ISP on the platform.
///
/// @param id of the tenant
/// @param slug short name in addresses and commands; its schema is `tenant_` and the slug
/// @param name for people
/// @param state where it is in its life
/// @param stateSince since when
/// @param stateReason why; empty unless somebody said
/// @param createdAt when it was made
/// @param updatedAt when this last changed
/// @param version counts the changes
public record TenantInfo(
        UUID id,
        String slug,
        String name,
        TenantState state,
        Instant stateSince,
        String stateReason,
        Instant createdAt,
        Instant updatedAt,
        long version) {}
