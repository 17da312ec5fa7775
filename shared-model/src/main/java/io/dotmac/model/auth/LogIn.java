package io.dotmac.model.auth;

import io.dotmac.model.Check;
import java.util.Optional;

/// `POST /api/v1/auth/login`.
///
/// @param email of the user
/// @param password in clear, so only over TLS or loopback
/// @param code of the second factor, where it is known already; else the server asks for it with a challenge
public record LogIn(String email, String password, Optional<String> code) {
    /// Refuses blank and over-long parts.
    public LogIn {
        Check.name("email", email, 254);
        if (password.isEmpty() || password.length() > 1024) {
            throw new IllegalArgumentException("password must have 1 to 1024 characters");
        }
        code.ifPresent(text -> Check.name("code", text, 64));
    }

    /// Without a second factor.
    public LogIn(String email, String password) {
        this(email, password, Optional.empty());
    }

    @Override
    public String toString() {
        return "LogIn[email=" + email + ", password=***]";
    }
}
