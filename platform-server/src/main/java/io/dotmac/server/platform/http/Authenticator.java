package io.dotmac.server.platform.http;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.TenantGate;
import io.dotmac.server.platform.db.TenantRefused;
import io.dotmac.server.platform.secret.AccessTokens;
import io.dotmac.server.platform.secret.Identity;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Turns the bearer token of a request into a [Caller], and holds it against what a route asks for.
public final class Authenticator {
    private static final Duration AGENTS_WAIT = Duration.ofMinutes(5);
    private static final String SCHEME = "Bearer ";

    private final AccessTokens tokens;
    private final Function<String, Set<Permission>> permissionsByRole;
    private final TenantGate gate;

    /// @param tokens that checks them
    /// @param permissionsByRole what each role may do
    /// @param gate refuses tenants that are not to be served
    public Authenticator(
            AccessTokens tokens, Function<String, Set<Permission>> permissionsByRole, TenantGate gate) {
        this.tokens = tokens;
        this.gate = gate;
        this.permissionsByRole = permissionsByRole;
    }

    /// The caller; empty when `access` asks for none and none is given. Throws [Refusal] when the caller may not.
    Optional<Caller> admit(Access access, Optional<String> authorization) {
        if (access instanceof Access.Open) {
            return Optional.empty();
        }
        Caller caller = authorization
                .filter(text -> text.startsWith(SCHEME))
                .flatMap(text -> tokens.verify(text.substring(SCHEME.length()).strip()))
                .map(identity -> new Caller(identity, permissionsByRole.apply(identity.role())))
                .orElseThrow(() -> Refusal.unauthorized("a valid access token is needed"));
        caller.tenant().ifPresent(home -> check(caller, home.id()));
        if (!caller.meets(access)) {
            throw Refusal.forbidden(
                    access instanceof Access.Needs(var permission)
                            ? "permission " + permission.text() + " is needed"
                            : "this is not for " + caller.identity().role());
        }
        return Optional.of(caller);
    }

    /// An agent keeps its reports and comes back later: nothing is lost when its tenant is resumed soon.
    private void check(Caller caller, TenantId tenant) {
        try {
            gate.check(tenant);
        } catch (TenantRefused refused) {
            if (caller.identity().kind() == Identity.Kind.AGENT && refused.reason() == TenantRefused.Reason.SUSPENDED) {
                throw Refusal.unavailable("TENANT_SUSPENDED", String.valueOf(refused.getMessage()), AGENTS_WAIT);
            }
            throw refused;
        }
    }
}
