package io.dotmac.model.auth;

import java.util.List;

/// `GET /api/v1/users/{id}/permissions`.
///
/// @param roles that the user has
/// @param fromRoles what they allow
/// @param direct given to the user himself
/// @param effective both together: what he may do now
public record EffectivePermissions(
        List<String> roles, List<String> fromRoles, List<String> direct, List<String> effective) {
    /// Copies the lists.
    public EffectivePermissions {
        roles = List.copyOf(roles);
        fromRoles = List.copyOf(fromRoles);
        direct = List.copyOf(direct);
        effective = List.copyOf(effective);
    }
}
