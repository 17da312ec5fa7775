package io.dotmac.model.auth;

import io.dotmac.model.Check;

/// `POST /api/v1/auth/login/code`: the second step of a log-in.
///
/// @param challenge from the refusal `MFA_REQUIRED` of the first step
/// @param code six digits of the authenticator, or a recovery code
public record LogInCode(String challenge, String code) {
    /// Code of the refusal that carries a challenge as a detail of that name.
    public static final String REQUIRED = "MFA_REQUIRED";

    /// Refuses blank and over-long parts.
    public LogInCode {
        Check.name("challenge", challenge, 512);
        Check.name("code", code, 64);
    }

    @Override
    public String toString() {
        return "LogInCode[***]";
    }
}
