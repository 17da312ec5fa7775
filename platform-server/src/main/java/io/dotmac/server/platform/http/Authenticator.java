package io.dotmac.server.platform.http;

import io.dotmac.server.platform.http.Doorkeeper.Credential;
import java.util.Optional;
import java.util.function.Function;

/// Takes the credential out of a request, asks who that is, and holds him against what a route asks for.
public final class Authenticator {
    private static final String SCHEME = "Bearer ";

    private final Doorkeeper doorkeeper;

    /// @param doorkeeper who knows the callers
    public Authenticator(Doorkeeper doorkeeper) {
        this.doorkeeper = doorkeeper;
    }

    /// The caller; empty when `access` asks for none. Throws [Refusal] when the caller may not.
    ///
    /// @param headers of the request, by name
    /// @param address of the other side
    Optional<Caller> admit(Access access, Function<String, Optional<String>> headers, String address) {
        if (access instanceof Access.Open) {
            return Optional.empty();
        }
        Caller caller = shown(headers)
                .flatMap(text -> doorkeeper.recognize(new Credential(text, address)))
                .orElseThrow(() -> Refusal.unauthorized("a valid access token is needed"));
        if (!caller.meets(access)) {
            throw Refusal.forbidden(
                    access instanceof Access.Needs(var permission)
                            ? "permission " + permission.text() + " is needed"
                            : "this is not for " + caller.identity().role());
        }
        return Optional.of(caller);
    }

    private static Optional<String> shown(Function<String, Optional<String>> headers) {
        return headers.apply("Authorization")
                .filter(text -> text.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(text -> text.substring(SCHEME.length()).strip())
                .or(() -> headers.apply("X-API-Key").map(String::strip))
                .filter(text -> !text.isEmpty());
    }
}
