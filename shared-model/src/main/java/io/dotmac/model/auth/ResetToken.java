package io.dotmac.model.auth;

import java.time.Instant;

/// Lets a person choose a password once.
///
/// @param token to hand to that person
/// @param expiresAt when it ends unused
public record ResetToken(String token, Instant expiresAt) {
    @Override
    public String toString() {
        return "ResetToken[***]";
    }
}
