package io.dotmac.model.auth;

import io.dotmac.model.Check;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// `POST /api/v1/api-keys`.
///
/// @param name what it is for
/// @param permissions that it may use, at most those of its owner
/// @param serviceAccount that it is for; absent for oneself
/// @param expiresAt when it ends; absent for never
/// @param networks that it may be used from, for example `10.0.0.0/8`; absent for any
public record NewApiKey(
        String name,
        List<String> permissions,
        Optional<UUID> serviceAccount,
        Optional<Instant> expiresAt,
        Optional<List<String>> networks) {
    /// Refuses what cannot be.
    public NewApiKey {
        Check.name("name", name, 120);
        permissions = List.copyOf(permissions);
        networks = networks.map(List::copyOf);
    }
}
