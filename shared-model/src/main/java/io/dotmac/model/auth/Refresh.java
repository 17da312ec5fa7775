package io.dotmac.model.auth;

/// `POST /api/v1/auth/refresh`: trades a refresh token, which is used up by it, for a new [Tokens].
///
/// @param refreshToken from the last [Tokens]
public record Refresh(String refreshToken) {
    @Override
    public String toString() {
        return "Refresh[***]";
    }
}
