package io.dotmac.model.auth;

import java.util.List;

/// A role.
///
/// @param name unique in its tenant
/// @param kind of those who may have it: `user`, `admin` or `service`
/// @param description for people
/// @param permissions that it gives
/// @param builtIn whether every installation has it, unchangeable
public record RoleInfo(String name, String kind, String description, List<String> permissions, boolean builtIn) {
    /// Copies the list.
    public RoleInfo {
        permissions = List.copyOf(permissions);
    }
}
