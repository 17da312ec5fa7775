package io.dotmac.server.auth;

import io.dotmac.server.platform.http.Permission;
import java.util.EnumSet;
import java.util.Set;

/// What an account may do.
///
/// @param fromRoles union of its roles
/// @param direct given to the account itself
/// @param mfaMissing whether a second factor must be set up before any of it counts
record Grants(Set<Permission> fromRoles, Set<Permission> direct, boolean mfaMissing) {
    static final Grants NONE = new Grants(Set.of(), Set.of(), false);

    /// Copies the sets.
    Grants {
        fromRoles = Set.copyOf(fromRoles);
        direct = Set.copyOf(direct);
    }

    /// All that was given, whether or not it counts now.
    Set<Permission> given() {
        EnumSet<Permission> all = EnumSet.noneOf(Permission.class);
        all.addAll(fromRoles);
        all.addAll(direct);
        return all;
    }

    /// What it may do now.
    Set<Permission> effective() {
        return mfaMissing ? Set.of() : given();
    }
}
