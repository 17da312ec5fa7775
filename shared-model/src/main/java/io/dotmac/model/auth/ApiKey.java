package io.dotmac.model.auth;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// An API key, without its secret part.
///
/// @param id of the key
/// @param name what it is for
/// @param prefix its first characters, by which it is found in scripts and logs
/// @param owner user or service account that it stands for
/// @param permissions that it may use
/// @param networks that it may be used from; empty for any
/// @param createdAt when it was made
/// @param expiresAt when it ends
/// @param lastUsedAt to the minute
/// @param revokedAt when it was taken back
public record ApiKey(
        UUID id,
        String name,
        String prefix,
        UUID owner,
        List<String> permissions,
        List<String> networks,
        Instant createdAt,
        Optional<Instant> expiresAt,
        Optional<Instant> lastUsedAt,
        Optional<Instant> revokedAt) {
    /// Copies the lists.
    public ApiKey {
        permissions = List.copyOf(permissions);
        networks = List.copyOf(networks);
    }
}
