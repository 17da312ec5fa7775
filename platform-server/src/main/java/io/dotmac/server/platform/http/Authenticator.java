package io.dotmac.server.platform.http;

import io.dotmac.server.platform.secret.AccessTokens;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Turns the bearer token of a request into a [Caller], and holds it against what a route asks for.
public final class Authenticator {
    private static final String SCHEME = "Bearer ";

    private final AccessTokens tokens;
    private final Function<String, Set<Permission>> permissionsByRole;

    /// @param tokens that checks them
    /// @param permissionsByRole what each role may do
    public Authenticator(AccessTokens tokens, Function<String, Set<Permission>> permissionsByRole) {
        this.tokens = tokens;
        this.permissionsByRole = permissionsByRole;
    }

    /// The caller, who may what `access` asks for; empty when it asks for nobody. Throws [Refusal] otherwise.
    Optional<Caller> admit(Access access, Function<String, Optional<String>> headers, String address) {
        Optional<Caller> caller = recognize(access, headers, address);
        caller.ifPresent(one -> permit(access, one));
        return caller;
    }

    /// The caller; empty when `access` asks for nobody. Throws [Refusal] when it is none of ours.
    Optional<Caller> recognize(Access access, Function<String, Optional<String>> headers, String address) {
        if (access instanceof Access.Open) {
            return Optional.empty();
        }
        return Optional.of(headers.apply("Authorization")
                .filter(text -> text.startsWith(SCHEME))
                .flatMap(text -> tokens.verify(text.substring(SCHEME.length()).strip()))
                .map(identity -> new Caller(identity, permissionsByRole.apply(identity.role())))
                .orElseThrow(() -> Refusal.unauthorized("a valid access token is needed")));
    }

    /// Throws [Refusal] when the caller may not what `access` asks for.
    static void permit(Access access, Caller caller) {
        if (!caller.meets(access)) {
            throw Refusal.forbidden(
                    access instanceof Access.Needs(var permission)
                            ? "permission " + permission.text() + " is needed"
                            : "this is not for " + caller.identity().role());
        }
    }
}
