package io.dotmac.model.tenant;

/// Why a tenant is suspended, resumed or closed; shown to its people.
///
/// @param reason at most 500 characters
public record TenantReason(String reason) {}
