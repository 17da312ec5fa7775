package io.dotmac.model.auth;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A person or service that is logged in; also `GET /api/v1/auth/me`.
///
/// @param id of the user
/// @param email log-in name
/// @param name for the screen
/// @param tenant slug of its ISP; absent for platform staff, who see all tenants
/// @param roles for example `super-admin`, `operator`, `viewer`
/// @param permissions effective, each `area:verb`
/// @param mfaMissing true when a second factor must be set up before anything else is allowed
public record User(
        UUID id,
        String email,
        String name,
        Optional<String> tenant,
        List<String> roles,
        List<String> permissions,
        Optional<Boolean> mfaMissing) {
    /// Copies the lists.
    public User {
        roles = List.copyOf(roles);
        permissions = List.copyOf(permissions);
    }

    /// Nothing is missing.
    public User(
            UUID id, String email, String name, Optional<String> tenant, List<String> roles, List<String> permissions) {
        this(id, email, name, tenant, roles, permissions, Optional.empty());
    }
}
