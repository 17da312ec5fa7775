package io.dotmac.model.auth;

import io.dotmac.model.Check;
import java.util.List;
import java.util.Optional;

/// `PUT /api/v1/roles/{name}`: a tenant's own role, made or changed.
///
/// @param description for people
/// @param permissions that it gives
/// @param kind `user`, which it is where absent, or `service`; stays once made
public record RoleDraft(String description, List<String> permissions, Optional<String> kind) {
    /// Refuses what cannot be.
    public RoleDraft {
        Check.line("description", description, 400);
        permissions = List.copyOf(permissions);
    }
}
