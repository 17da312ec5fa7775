package io.dotmac.model.auth;

import io.dotmac.model.Check;
import java.util.List;
import java.util.Optional;

/// `PATCH /api/v1/users/{id}`: what is absent stays.
///
/// @param name for the screen
/// @param roles in place of those that are
/// @param permissions direct ones, in place of those that are
/// @param active whether it may log in
public record UserChange(
        Optional<String> name,
        Optional<List<String>> roles,
        Optional<List<String>> permissions,
        Optional<Boolean> active) {
    /// Refuses what cannot be.
    public UserChange {
        name.ifPresent(text -> Check.name("name", text, 120));
        roles = roles.map(List::copyOf);
        permissions = permissions.map(List::copyOf);
    }
}
