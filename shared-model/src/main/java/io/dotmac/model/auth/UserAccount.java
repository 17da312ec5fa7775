package io.dotmac.model.auth;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A person or service account, as those see it who look after people.
///
/// @param id of the user
/// @param kind `user`, `admin` or `service`
/// @param email log-in name; absent for service accounts
/// @param name for the screen
/// @param tenant slug of its ISP; absent for platform staff
/// @param roles that it has
/// @param permissions given to it directly, beside those of its roles
/// @param active whether it may log in
/// @param mfa whether a second factor is set up
/// @param invited whether it has not chosen a password yet
/// @param createdAt when it was made
public record UserAccount(
        UUID id,
        String kind,
        Optional<String> email,
        String name,
        Optional<String> tenant,
        List<String> roles,
        List<String> permissions,
        boolean active,
        boolean mfa,
        boolean invited,
        Instant createdAt) {
    /// Copies the lists.
    public UserAccount {
        roles = List.copyOf(roles);
        permissions = List.copyOf(permissions);
    }
}
