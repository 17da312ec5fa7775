package io.dotmac.model.auth;

import io.dotmac.model.Check;
import java.util.List;
import java.util.Optional;

/// `POST /api/v1/service-accounts`: a tenant's own program, let in by API keys.
///
/// @param name for the screen
/// @param roles for service accounts; may be none
/// @param permissions beside those of the roles
/// @param tenant slug, for platform staff; absent for one's own
public record NewServiceAccount(
        String name, List<String> roles, Optional<List<String>> permissions, Optional<String> tenant) {
    /// Refuses what cannot be.
    public NewServiceAccount {
        Check.name("name", name, 120);
        roles = List.copyOf(roles);
        permissions = permissions.map(List::copyOf);
    }
}
