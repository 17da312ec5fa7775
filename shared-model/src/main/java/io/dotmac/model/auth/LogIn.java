package io.dotmac.model.auth;

import io.dotmac.model.Check;

/// `POST /api/v1/auth/login`.
///
/// @param email of the user
/// @param password in clear, so only over TLS or loopback
public record LogIn(String email, String password) {
    /// Refuses blank and over-long parts.
    public LogIn {
        Check.name("email", email, 254);
        if (password.isEmpty() || password.length() > 1024) {
            throw new IllegalArgumentException("password must have 1 to 1024 characters");
        }
    }

    @Override
    public String toString() {
        return "LogIn[email=" + email + ", password=***]";
    }
}
