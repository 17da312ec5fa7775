package io.dotmac.server.platform.http;

import io.dotmac.server.platform.secret.Identity;
import io.dotmac.server.platform.secret.Identity.Home;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Who asks: the first parameter of every use case.
///
/// @param identity as the token has it
/// @param permissions effective
public record Caller(Identity identity, Set<Permission> permissions) {
    /// Copies the permissions.
    public Caller {
        permissions = Set.copyOf(permissions);
    }

    /// Id of the user or node.
    public UUID id() {
        return identity.id();
    }

    /// Its tenant; empty for platform staff, who see all.
    public Optional<Home> tenant() {
        return identity.tenant();
    }

    boolean meets(Access access) {
        return switch (access) {
            case Access.Open() -> true;
            case Access.LoggedIn() -> identity.kind() == Identity.Kind.USER;
            case Access.Needs(var permission) -> permissions.contains(permission);
            case Access.Agents() -> identity.kind() == Identity.Kind.AGENT;
        };
    }
}
