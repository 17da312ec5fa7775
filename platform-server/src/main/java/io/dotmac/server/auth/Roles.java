package io.dotmac.server.auth;

import io.dotmac.model.auth.AuthPolicy;
import io.dotmac.model.auth.RoleDraft;
import io.dotmac.model.auth.RoleInfo;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.auth.RoleStore.Custom;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.query.Shown;
import io.dotmac.server.platform.secret.Identity.Home;
import io.dotmac.server.platform.secret.Identity.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Roles that there are, those that tenants make, and how tenants let their people in.
final class Roles {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)+");
    private static final int MOST = 200;

    private final Ground ground;
    private final Targets targets;

    Roles(Ground ground, Targets targets) {
        this.ground = ground;
        this.targets = targets;
    }

    /// Built-in roles, then those of the tenant.
    List<RoleInfo> all(Caller caller, Optional<String> tenant) {
        Optional<Home> realm = targets.realm(caller, tenant);
        List<RoleInfo> all = new ArrayList<>(Arrays.stream(Role.values())
                .filter(role -> realm.isEmpty() || role.kind() != Kind.ADMIN)
                .map(Roles::info)
                .toList());
        realm.ifPresent(home -> ground
                .realms()
                .in(Optional.of(home.id()), tx -> ground.roles().all(tx))
                .stream()
                .map(Roles::info)
                .forEach(all::add));
        return List.copyOf(all);
    }

    /// Makes a tenant's own role, or changes it.
    RoleInfo put(Caller caller, Optional<String> tenant, String name, RoleDraft draft) {
        Home home = home(caller, tenant);
        checkName(name);
        Kind kind = kind(draft.kind().orElse("user"));
        Set<Permission> permissions = Bounds.permissions("permissions", draft.permissions(), kind);
        Bounds.mayGive(caller, permissions);
        Custom role = new Custom(name, kind, draft.description(), permissions);
        ground.realms().in(Optional.of(home.id()), tx -> {
            Optional<Custom> before = ground.roles().find(tx, name);
            before.ifPresent(was -> {
                if (was.kind() != kind && draft.kind().isPresent()) {
                    throw Refusal.conflict("ROLE_KIND_IS_FIXED", "role " + name + " is for another kind of users");
                }
                Bounds.mayGive(caller, was.permissions());
            });
            if (before.isEmpty() && ground.roles().all(tx).size() >= MOST) {
                throw Refusal.conflict("TOO_MANY_ROLES", "there are " + MOST + " roles, which is the most");
            }
            ground.roles().put(tx, home.id(), role);
            ground.audit()
                    .record(
                            tx,
                            caller,
                            before.map(was -> Entry.changed("role.changed", "role", name, info(was), info(role)))
                                    .orElseGet(() -> Entry.created("role.created", "role", name, info(role))));
            tx.afterCommit(() -> ground.standing().changed(home.id().value()));
            return role;
        });
        return info(role);
    }

    /// Deletes a role that nobody has.
    void delete(Caller caller, Optional<String> tenant, String name) {
        Home home = home(caller, tenant);
        ground.realms().in(Optional.of(home.id()), tx -> {
            Custom role = ground.roles().find(tx, name).orElseThrow(() -> Refusal.notFound("role", Shown.of(name)));
            Bounds.mayGive(caller, role.permissions());
            if (ground.users().isHeld(tx, name)) {
                throw Refusal.conflict("ROLE_IN_USE", "role " + name + " is held by somebody; take it away first");
            }
            ground.roles().delete(tx, name);
            ground.audit().record(tx, caller, Entry.removed("role.deleted", "role", name, info(role)));
            tx.afterCommit(() -> ground.standing().changed(home.id().value()));
            return role;
        });
    }

    AuthPolicy policy(Caller caller, Optional<String> tenant) {
        Home home = home(caller, tenant);
        return ground.realms().in(Optional.of(home.id()), tx -> ground.roles().policy(tx));
    }

    AuthPolicy policy(Caller caller, Optional<String> tenant, AuthPolicy policy) {
        Home home = home(caller, tenant);
        policy.oidcDomains().stream()
                .filter(domain -> !DOMAIN.matcher(domain).matches() || domain.length() > 253)
                .findAny()
                .ifPresent(domain -> {
                    throw Refusal.invalid(
                            "oidc_domains", "has " + Shown.of(domain) + ", must be domains such as example.org");
                });
        return ground.realms().in(Optional.of(home.id()), tx -> {
            named(tx, "mfa_roles", policy.mfaRoles(), Kind.USER);
            AuthPolicy before = ground.roles().policy(tx);
            ground.roles().policy(tx, home.id(), policy);
            ground.audit()
                    .record(
                            tx,
                            caller,
                            Entry.changed("auth-policy.changed", "auth-policy", home.slug(), before, policy));
            tx.afterCommit(() -> ground.standing().changed(home.id().value()));
            return policy;
        });
    }

    /// What roles of these names give together; throws [Refusal] for one that is not, or is for another kind.
    Set<Permission> named(Tx tx, String field, List<String> names, Kind kind) {
        EnumSet<Permission> all = EnumSet.noneOf(Permission.class);
        List<Custom> custom = tx.tenant().isPresent() ? ground.roles().all(tx) : List.of();
        for (String name : names) {
            RoleInfo role = Role.of(name)
                    .map(Roles::info)
                    .or(() -> custom.stream()
                            .filter(one -> one.name().equals(name))
                            .map(Roles::info)
                            .findAny())
                    .orElseThrow(() ->
                            Refusal.invalid(field, "has " + Shown.of(name) + ", which is no role of this tenant"));
            if (!role.kind().equals(text(kind))) {
                throw Refusal.invalid(
                        field, "has " + name + ", which is for " + role.kind() + "s and not for " + text(kind) + "s");
            }
            role.permissions().stream()
                    .map(Permission::of)
                    .flatMap(Optional::stream)
                    .forEach(all::add);
        }
        return all;
    }

    private Home home(Caller caller, Optional<String> tenant) {
        return targets.realm(caller, tenant)
                .orElseThrow(() -> Refusal.invalid("tenant", "is missing; name the ISP that is meant"));
    }

    private static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw Refusal.invalid("name", "is " + Shown.of(name) + ", must match " + NAME.pattern());
        }
        if (Role.of(name).isPresent()) {
            throw Refusal.conflict("ROLE_IS_BUILT_IN", "role " + name + " is built in and cannot be changed");
        }
    }

    private static Kind kind(String text) {
        return switch (text) {
            case "user" -> Kind.USER;
            case "service" -> Kind.SERVICE;
            default -> throw Refusal.invalid("kind", "is " + Shown.of(text) + ", must be user or service");
        };
    }

    private static RoleInfo info(Role role) {
        return new RoleInfo(
                role.text(), text(role.kind()), role.description(), Account.texts(role.permissions()), true);
    }

    private static RoleInfo info(Custom role) {
        return new RoleInfo(
                role.name(), text(role.kind()), role.description(), Account.texts(role.permissions()), false);
    }

    private static String text(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
