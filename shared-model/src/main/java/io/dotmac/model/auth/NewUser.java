package io.dotmac.model.auth;

import io.dotmac.model.Check;
import java.util.List;
import java.util.Optional;

/// `POST /api/v1/users`.
///
/// @param email log-in name
/// @param name for the screen
/// @param roles at least one
/// @param permissions beside those of the roles
/// @param password first one; absent to invite: the answer then has a token with which the person chooses one
/// @param tenant slug, for platform staff who make a tenant's user; absent for one's own
public record NewUser(
        String email,
        String name,
        List<String> roles,
        Optional<List<String>> permissions,
        Optional<String> password,
        Optional<String> tenant) {
    /// Refuses what cannot be.
    public NewUser {
        Check.name("name", name, 120);
        roles = List.copyOf(roles);
        permissions = permissions.map(List::copyOf);
    }

    @Override
    public String toString() {
        return "NewUser[email=" + email + "]";
    }
}
