package io.dotmac.model.auth;

import io.dotmac.model.Check;

/// A code of the authenticator.
///
/// @param code six digits
public record MfaCode(String code) {
    /// Refuses what cannot be.
    public MfaCode {
        Check.name("code", code, 64);
    }

    @Override
    public String toString() {
        return "MfaCode[***]";
    }
}
