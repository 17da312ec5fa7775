package io.dotmac.server.auth;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListSql;
import io.dotmac.server.platform.secret.Identity.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Rows of `public.users`: people and service accounts.
final class UserStore {
    private static final String COLUMNS = """
            select u.id, u.kind, u.tenant_id, t.slug, u.email, u.name, u.password_hash, u.roles, u.permissions,
                   u.active, u.totp_secret is not null as mfa, u.created_at
            from public.users u left join public.tenants t on t.id = u.tenant_id
            """;

    private static final Map<String, String> FIELDS = Map.of(
            "id", "u.id", "name", "u.name", "email", "u.email", "active", "u.active", "created_at", "u.created_at");

    /// What of a second factor is stored.
    ///
    /// @param secret sealed; absent where there is none
    /// @param pending sealed; waits for its first code
    /// @param lastStep that was used
    /// @param recovery digests of the codes that are left
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Factor(Optional<byte[]> secret, Optional<byte[]> pending, long lastStep, List<String> recovery) {}

    Optional<Account> byEmail(Tx tx, String email) {
        return tx.handle()
                .createQuery(COLUMNS + "where u.email = :email")
                .bind("email", email)
                .map((row, context) -> account(row))
                .findOne();
    }

    Optional<Account> byId(Tx tx, UUID id) {
        return tx.handle()
                .createQuery(COLUMNS + "where u.id = :id")
                .bind("id", id)
                .map((row, context) -> account(row))
                .findOne();
    }

    /// People of the realm.
    List<Account> byIds(Tx tx, Set<UUID> ids) {
        return tx.handle()
                .createQuery(COLUMNS + "where u.id = any(:ids) and u.kind <> 'service'")
                .bind("ids", ids.toArray(UUID[]::new))
                .map((row, context) -> account(row))
                .list();
    }

    /// The same, and nobody else changes it until the transaction ends.
    Optional<Account> lock(Tx tx, UUID id) {
        return tx.handle()
                .createQuery(COLUMNS + "where u.id = :id for update of u")
                .bind("id", id)
                .map((row, context) -> account(row))
                .findOne();
    }

    /// People of the realm, or its service accounts.
    List<Account> page(Tx tx, boolean services, ListQuery query) {
        ListSql sql = ListSql.of(query, FIELDS);
        return tx.handle()
                .createQuery(COLUMNS + "where (u.kind = 'service') = :services and " + sql.condition() + sql.tail())
                .bind("services", services)
                .bindMap(sql.values())
                .map((row, context) -> account(row))
                .list();
    }

    /// Lets one transaction after the other change the people of a realm.
    void lockRealm(Tx tx) {
        String realm = tx.tenant().map(TenantId::toString).orElse("platform");
        tx.handle()
                .createQuery("select 1 from (select pg_advisory_xact_lock(hashtextextended(:realm, 7))) as locked")
                .bind("realm", realm)
                .mapTo(Integer.class)
                .one();
    }

    /// At most two active holders of a role: enough to tell whether one is the last.
    List<UUID> holders(Tx tx, String role) {
        return tx.handle()
                .createQuery("select id from public.users where active and roles @> array[:role]::text[] limit 2")
                .bind("role", role)
                .mapTo(UUID.class)
                .list();
    }

    boolean isHeld(Tx tx, String role) {
        return tx.handle()
                .createQuery("select exists (select 1 from public.users where roles @> array[:role]::text[])")
                .bind("role", role)
                .mapTo(Boolean.class)
                .one();
    }

    /// Whether it was new.
    boolean insertIfAbsent(Tx tx, Account account) {
        return tx.handle()
                        .createUpdate("""
                        insert into public.users
                          (id, kind, tenant_id, email, name, password_hash, roles, permissions, created_at)
                        values (:id, :kind, :tenant::uuid, :email, :name, :hash, :roles, :permissions, :created)
                        on conflict (email) do nothing
                        """)
                        .bind("id", account.id())
                        .bind("kind", account.kindText())
                        .bind("tenant", account.tenant().map(TenantId::value).orElse(null))
                        .bind("email", account.email().isEmpty() ? null : account.email())
                        .bind("name", account.name())
                        .bind("hash", account.passwordHash().orElse(null))
                        .bindArray("roles", String.class, account.roles())
                        .bindArray("permissions", String.class, Account.texts(account.direct()))
                        .bind("created", account.createdAt().atOffset(java.time.ZoneOffset.UTC))
                        .execute()
                == 1;
    }

    void update(Tx tx, Account account) {
        tx.handle()
                .createUpdate("""
                        update public.users set name = :name, roles = :roles, permissions = :permissions,
                               active = :active, updated_at = now() where id = :id
                        """)
                .bind("id", account.id())
                .bind("name", account.name())
                .bindArray("roles", String.class, account.roles())
                .bindArray("permissions", String.class, Account.texts(account.direct()))
                .bind("active", account.active())
                .execute();
    }

    void delete(Tx tx, UUID id) {
        tx.handle()
                .createUpdate("delete from public.users where id = :id")
                .bind("id", id)
                .execute();
    }

    void password(Tx tx, UUID id, String hash) {
        tx.handle()
                .createUpdate("update public.users set password_hash = :hash, updated_at = now() where id = :id")
                .bind("id", id)
                .bind("hash", hash)
                .execute();
    }

    /// Held until the transaction ends, so that a code is taken once.
    Factor lockFactor(Tx tx, UUID id) {
        return tx.handle()
                .createQuery("""
                        select totp_secret, totp_pending, totp_step, recovery_codes from public.users
                        where id = :id for update
                        """)
                .bind("id", id)
                .map((row, context) -> new Factor(
                        Optional.ofNullable(row.getBytes("totp_secret")),
                        Optional.ofNullable(row.getBytes("totp_pending")),
                        row.getLong("totp_step"),
                        texts(row, "recovery_codes")))
                .one();
    }

    void factor(Tx tx, UUID id, Factor factor) {
        tx.handle()
                .createUpdate("""
                        update public.users set totp_secret = :secret, totp_pending = :pending, totp_step = :step,
                               recovery_codes = :recovery, updated_at = now() where id = :id
                        """)
                .bind("id", id)
                .bind("secret", factor.secret().orElse(null))
                .bind("pending", factor.pending().orElse(null))
                .bind("step", factor.lastStep())
                .bindArray("recovery", String.class, factor.recovery())
                .execute();
    }

    private static Account account(ResultSet row) throws SQLException {
        return new Account(
                row.getObject("id", UUID.class),
                Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                Optional.ofNullable(row.getObject("tenant_id", UUID.class)).map(TenantId::new),
                Optional.ofNullable(row.getString("slug")),
                Optional.ofNullable(row.getString("email")).orElse(""),
                row.getString("name"),
                Optional.ofNullable(row.getString("password_hash")),
                texts(row, "roles"),
                permissions(texts(row, "permissions")),
                row.getBoolean("active"),
                row.getBoolean("mfa"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    /// Those that this version of the program does not know count for nothing.
    static Set<Permission> permissions(List<String> texts) {
        return texts.stream().map(Permission::of).flatMap(Optional::stream).collect(Collectors.toSet());
    }

    static List<String> texts(ResultSet row, String column) throws SQLException {
        return Arrays.asList((String[]) row.getArray(column).getArray());
    }
}
