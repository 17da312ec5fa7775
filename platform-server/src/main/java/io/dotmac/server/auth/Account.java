package io.dotmac.server.auth;

import io.dotmac.model.auth.User;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.http.Permission;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A user as stored.
///
/// @param id of the user
/// @param tenant it belongs to; absent for platform staff
/// @param tenantSlug of that tenant
/// @param email in lower case
/// @param name for the screen
/// @param passwordHash with its parameters
/// @param role one of [Role]
/// @param active whether it may log in
record Account(
        UUID id,
        Optional<TenantId> tenant,
        Optional<String> tenantSlug,
        String email,
        String name,
        String passwordHash,
        Role role,
        boolean active) {
    User user() {
        List<String> permissions =
                role.permissions().stream().map(Permission::text).sorted().toList();
        return new User(id, email, name, tenantSlug, List.of(role.text()), permissions);
    }

    @Override
    public String toString() {
        return "Account[email=" + email + "]";
    }
}
