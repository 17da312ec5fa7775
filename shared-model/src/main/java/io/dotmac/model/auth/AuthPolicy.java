package io.dotmac.model.auth;

import java.util.List;

/// `PUT /api/v1/auth/policy`: how a tenant lets its people in.
///
/// @param mfaRoles whose holders must set up a second factor before anything else
/// @param oidcDomains whose e-mail addresses may log in by a provider outside
public record AuthPolicy(List<String> mfaRoles, List<String> oidcDomains) {
    /// Copies the lists.
    public AuthPolicy {
        mfaRoles = List.copyOf(mfaRoles);
        oidcDomains = List.copyOf(oidcDomains);
    }
}
