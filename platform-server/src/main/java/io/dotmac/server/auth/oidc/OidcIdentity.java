package io.dotmac.server.auth.oidc;

/// Who somebody is, as a provider says.
///
/// @param provider name of the provider
/// @param subject unique and lasting at that provider
/// @param email in lower case; empty unless the provider has verified it
public record OidcIdentity(String provider, String subject, String email) {}
