package io.dotmac.server.auth;

import io.dotmac.model.auth.AuthPolicy;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.secret.Identity.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Rows of `public.roles` and `public.auth_policies`: what a tenant decides about its people.
final class RoleStore {
    /// A tenant's own role.
    ///
    /// @param name unique in the tenant
    /// @param kind of those who may have it
    /// @param description for people
    /// @param permissions that it gives
    record Custom(String name, Kind kind, String description, Set<Permission> permissions) {}

    List<Custom> all(Tx tx) {
        return tx.handle()
                .createQuery("select name, kind, description, permissions from public.roles order by name")
                .map((row, context) -> new Custom(
                        row.getString("name"),
                        Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                        row.getString("description"),
                        UserStore.permissions(UserStore.texts(row, "permissions"))))
                .list();
    }

    Optional<Custom> find(Tx tx, String name) {
        return all(tx).stream().filter(one -> one.name.equals(name)).findAny();
    }

    void put(Tx tx, TenantId tenant, Custom role) {
        tx.handle()
                .createUpdate("""
                        insert into public.roles (tenant_id, name, kind, description, permissions)
                        values (:tenant, :name, :kind, :description, :permissions)
                        on conflict (tenant_id, name) do update
                        set description = excluded.description, permissions = excluded.permissions, updated_at = now()
                        """)
                .bind("tenant", tenant.value())
                .bind("name", role.name)
                .bind("kind", role.kind.name().toLowerCase(Locale.ROOT))
                .bind("description", role.description)
                .bindArray("permissions", String.class, Account.texts(role.permissions))
                .execute();
    }

    void delete(Tx tx, String name) {
        tx.handle()
                .createUpdate("delete from public.roles where name = :name")
                .bind("name", name)
                .execute();
    }

    AuthPolicy policy(Tx tx) {
        return tx.handle()
                .createQuery("select mfa_roles, oidc_domains from public.auth_policies")
                .map((row, context) ->
                        new AuthPolicy(UserStore.texts(row, "mfa_roles"), UserStore.texts(row, "oidc_domains")))
                .findOne()
                .orElse(new AuthPolicy(List.of(), List.of()));
    }

    void policy(Tx tx, TenantId tenant, AuthPolicy policy) {
        tx.handle()
                .createUpdate("""
                        insert into public.auth_policies (tenant_id, mfa_roles, oidc_domains)
                        values (:tenant, :roles, :domains)
                        on conflict (tenant_id) do update
                        set mfa_roles = excluded.mfa_roles, oidc_domains = excluded.oidc_domains, updated_at = now()
                        """)
                .bind("tenant", tenant.value())
                .bindArray("roles", String.class, policy.mfaRoles())
                .bindArray("domains", String.class, policy.oidcDomains())
                .execute();
    }
}
