package io.dotmac.server.platform.http;

import io.dotmac.server.platform.secret.Identity;
import io.dotmac.server.platform.secret.Identity.Home;
import io.dotmac.server.platform.secret.Identity.Kind;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Who asks: the first parameter of every use case.
///
/// @param identity as the credential has it
/// @param permissions effective
public record Caller(Identity identity, Set<Permission> permissions) {
    /// Copies the permissions.
    public Caller {
        permissions = Set.copyOf(permissions);
    }

    /// Id of the user, service account or node.
    public UUID id() {
        return identity.id();
    }

    /// What it is.
    public Kind kind() {
        return identity.kind();
    }

    /// Its tenant; empty for platform staff, who see all.
    public Optional<Home> tenant() {
        return identity.tenant();
    }

    /// Whether it may.
    public boolean may(Permission permission) {
        return permissions.contains(permission);
    }

    /// Itself, or a [Refusal] when it may not.
    public Caller require(Permission permission) {
        if (!may(permission)) {
            throw Refusal.forbidden("permission " + permission.text() + " is needed");
        }
        return this;
    }

    boolean meets(Access access) {
        return switch (access) {
            case Access.Open() -> true;
            case Access.LoggedIn() -> kind() != Kind.AGENT;
            case Access.Needs(var permission) -> may(permission);
            case Access.Agents() -> kind() == Kind.AGENT;
        };
    }
}
