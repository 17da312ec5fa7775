package io.dotmac.model.agent;

/// Bearer token of an agent, for reports and for the control channel.
///
/// @param accessToken goes in `Authorization: Bearer`
/// @param expiresIn seconds that it lives
public record AccessToken(String accessToken, long expiresIn) {
    @Override
    public String toString() {
        return "AccessToken[expiresIn=" + expiresIn + ", ***]";
    }
}
