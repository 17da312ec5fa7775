package io.dotmac.server.auth;

import io.dotmac.server.platform.http.Permission;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What a user is, and so what he may do.
public enum Role {
    /// Platform staff: no tenant, sees and may do everything.
    SUPER_ADMIN,
    /// Works in a tenant's NOC.
    OPERATOR,
    /// Looks on.
    VIEWER;

    /// What it may do.
    public Set<Permission> permissions() {
        return switch (this) {
            case SUPER_ADMIN -> Set.of(Permission.values());
            case OPERATOR -> Set.of(Permission.FLEET_READ, Permission.FLEET_ENROL, Permission.FLEET_ACT);
            case VIEWER -> Set.of(Permission.FLEET_READ);
        };
    }

    /// The form in answers and commands, for example `super-admin`.
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The role of that text.
    public static Optional<Role> of(String text) {
        return Arrays.stream(values()).filter(role -> role.text().equals(text)).findAny();
    }
}
