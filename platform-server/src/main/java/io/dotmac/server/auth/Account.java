package io.dotmac.server.auth;

import io.dotmac.model.auth.User;
import io.dotmac.model.auth.UserAccount;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.secret.Identity;
import io.dotmac.server.platform.secret.Identity.Home;
import io.dotmac.server.platform.secret.Identity.Kind;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// A person or service account as stored.
///
/// @param id of the user
/// @param kind of user
/// @param tenant it belongs to; absent for platform staff
/// @param tenantSlug of that tenant
/// @param email in lower case; empty for a service account
/// @param name for the screen
/// @param passwordHash with its parameters; absent until one is chosen
/// @param roles names of built-in ones and of the tenant's own
/// @param direct permissions beside those of the roles
/// @param active whether it may log in
/// @param mfa whether a second factor is set up
/// @param createdAt when it was made
record Account(
        UUID id,
        Kind kind,
        Optional<TenantId> tenant,
        Optional<String> tenantSlug,
        String email,
        String name,
        Optional<String> passwordHash,
        List<String> roles,
        Set<Permission> direct,
        boolean active,
        boolean mfa,
        Instant createdAt) {
    /// Copies the collections.
    Account {
        roles = List.copyOf(roles);
        direct = Set.copyOf(direct);
    }

    Optional<Home> home() {
        return tenant.flatMap(id -> tenantSlug.map(slug -> new Home(id, slug)));
    }

    /// What its log-in or key says of it.
    Identity identity(Optional<UUID> session) {
        return new Identity(kind, id, home(), roles.isEmpty() ? kindText() : roles.getFirst(), session);
    }

    /// As it sees itself.
    User user(Set<Permission> permissions, boolean mfaMissing) {
        return new User(
                id,
                email,
                name,
                tenantSlug,
                roles,
                texts(permissions),
                Optional.of(true).filter(yes -> mfaMissing));
    }

    /// As those see it who look after people.
    UserAccount info() {
        return new UserAccount(
                id,
                kindText(),
                Optional.of(email).filter(text -> !text.isEmpty()),
                name,
                tenantSlug,
                roles,
                texts(direct),
                active,
                mfa,
                passwordHash.isEmpty() && kind != Kind.SERVICE,
                createdAt);
    }

    Account with(String newName, List<String> newRoles, Set<Permission> newDirect, boolean nowActive) {
        return new Account(
                id,
                kind,
                tenant,
                tenantSlug,
                email,
                newName,
                passwordHash,
                newRoles,
                newDirect,
                nowActive,
                mfa,
                createdAt);
    }

    /// The role whose last active holder stays.
    Role guardianRole() {
        return kind == Kind.ADMIN ? Role.SUPER_ADMIN : Role.OWNER;
    }

    boolean isGuardian() {
        return active && roles.contains(guardianRole().text());
    }

    String kindText() {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    static List<String> texts(Collection<Permission> permissions) {
        return permissions.stream().map(Permission::text).sorted().toList();
    }

    @Override
    public String toString() {
        return "Account[id=" + id + "]";
    }
}
