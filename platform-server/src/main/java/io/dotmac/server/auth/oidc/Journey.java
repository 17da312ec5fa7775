package io.dotmac.server.auth.oidc;

/// A log-in that is under way at a provider; kept until the browser comes back.
///
/// @param provider name of the provider
/// @param state that the browser brings back
/// @param nonce that the provider puts into its token
/// @param verifier that proves at the provider that we are those who began (PKCE)
/// @param browser that only the same browser has, in a cookie
public record Journey(String provider, String state, String nonce, String verifier, String browser) {
    @Override
    public String toString() {
        return "Journey[provider=" + provider + "]";
    }
}
