package io.dotmac.model.agent;

import java.time.Instant;

/// A one-use token, shown once; the server keeps only its SHA-256.
///
/// @param token 256 random bits in base64url
/// @param expiresAt by the server's clock
public record EnrolmentToken(String token, Instant expiresAt) {
    @Override
    public String toString() {
        return "EnrolmentToken[expiresAt=" + expiresAt + ", token=***]";
    }
}
