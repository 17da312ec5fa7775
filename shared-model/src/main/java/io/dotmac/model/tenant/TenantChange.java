package io.dotmac.model.tenant;

/// What may be changed of an ISP.
///
/// @param name for people
public record TenantChange(String name) {}
