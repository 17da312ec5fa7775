package io.dotmac.model.auth;

/// Answer to a log-in or a refresh.
///
/// @param accessToken goes in `Authorization: Bearer`
/// @param expiresIn seconds that the access token lives
/// @param refreshToken good for one refresh
/// @param user who is logged in
public record Tokens(String accessToken, long expiresIn, String refreshToken, User user) {
    @Override
    public String toString() {
        return "Tokens[user=" + user.email() + ", ***]";
    }
}
