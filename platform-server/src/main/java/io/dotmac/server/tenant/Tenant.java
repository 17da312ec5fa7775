package io.dotmac.server.tenant;

import io.dotmac.model.fleet.TenantId;

/// An ISP on the platform.
///
/// @param id of the tenant
/// @param slug short name in addresses and commands
/// @param name for people
public record Tenant(TenantId id, String slug, String name) {}
