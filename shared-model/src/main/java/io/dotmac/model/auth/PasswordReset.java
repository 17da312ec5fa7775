package io.dotmac.model.auth;

import io.dotmac.model.Check;

/// `POST /api/v1/auth/password/reset`: chooses a password with a one-use token.
///
/// @param token from an invitation or a reset
/// @param newPassword that is to be
public record PasswordReset(String token, String newPassword) {
    /// Refuses what cannot be.
    public PasswordReset {
        Check.name("token", token, 128);
    }

    @Override
    public String toString() {
        return "PasswordReset[***]";
    }
}
