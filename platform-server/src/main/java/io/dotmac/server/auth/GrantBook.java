package io.dotmac.server.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.dotmac.model.auth.AuthPolicy;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.auth.Standing.Seen;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.secret.Identity.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What everybody may do: the union of what his roles give and of what is given to himself. Read from the database
/// once for each version, so that a change works at once and a request costs nothing.
///
/// Safe for use by several threads.
final class GrantBook {
    private static final long KEPT_NANOS = 60_000_000_000L;
    private static final long UNSURE_NANOS = 5_000_000_000L;

    private final Realms realms;
    private final UserStore users;
    private final RoleStore roles;
    private final boolean mfa;
    private final Cache<UUID, Known> known =
            Caffeine.newBuilder().maximumSize(50_000).build();

    private record Known(String version, long nanos, Optional<Grants> grants) {}

    /// @param mfa whether second factors are in use
    GrantBook(Realms realms, UserStore users, RoleStore roles, boolean mfa) {
        this.realms = realms;
        this.users = users;
        this.roles = roles;
        this.mfa = mfa;
    }

    /// What a user may do now; empty when he may not even come in.
    ///
    /// @param seen what is known of the version
    /// @param changedAt when something changed on this server last
    Optional<Grants> of(UUID user, Optional<TenantId> tenant, Seen seen, long changedAt) {
        Known now = known.getIfPresent(user);
        if (now != null && isCurrent(now, seen, changedAt)) {
            return now.grants;
        }
        long nanos = System.nanoTime();
        Optional<Grants> grants = realms.in(
                tenant, tx -> users.byId(tx, user).filter(Account::active).map(account -> read(tx, account)));
        known.put(user, new Known(seen.version(), nanos, grants));
        return grants;
    }

    private static boolean isCurrent(Known known, Seen seen, long changedAt) {
        long age = System.nanoTime() - known.nanos;
        if (seen.version().isEmpty()) {
            return age < UNSURE_NANOS && known.nanos - changedAt > 0;
        }
        return age < KEPT_NANOS && known.version.equals(seen.version());
    }

    /// What an account may do, read in its own realm.
    Grants read(Tx tx, Account account) {
        Set<Permission> fromRoles = permissions(tx, account.kind(), account.roles());
        return new Grants(fromRoles, allowed(account.kind(), account.direct()), isMfaMissing(tx, account));
    }

    /// What roles of a kind give together; a role of another kind gives nothing.
    Set<Permission> permissions(Tx tx, Kind kind, List<String> names) {
        EnumSet<Permission> all = EnumSet.noneOf(Permission.class);
        boolean custom = false;
        for (String name : names) {
            Optional<Role> builtIn = Role.of(name);
            builtIn.filter(role -> role.kind() == kind).ifPresent(role -> all.addAll(role.permissions()));
            custom |= builtIn.isEmpty();
        }
        if (custom && tx.tenant().isPresent()) {
            roles.all(tx).stream()
                    .filter(role -> role.kind() == kind && names.contains(role.name()))
                    .forEach(role -> all.addAll(role.permissions()));
        }
        return allowed(kind, all);
    }

    private boolean isMfaMissing(Tx tx, Account account) {
        if (!mfa || account.mfa() || account.kind() != Kind.USER) {
            return false;
        }
        AuthPolicy policy = roles.policy(tx);
        return account.roles().stream().anyMatch(policy.mfaRoles()::contains);
    }

    /// Platform permissions are for platform staff, whatever a row says.
    private static Set<Permission> allowed(Kind kind, Set<Permission> permissions) {
        if (kind == Kind.ADMIN) {
            return permissions;
        }
        EnumSet<Permission> kept = EnumSet.noneOf(Permission.class);
        permissions.stream().filter(Permission::isOfTenants).forEach(kept::add);
        return kept;
    }
}
