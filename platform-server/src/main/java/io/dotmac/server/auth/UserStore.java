package io.dotmac.server.auth;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/// Rows of `public.users`. Each is read by its own key, since the tenant is not known before.
final class UserStore {
    private static final String SELECT = """
            select u.id, u.tenant_id, t.slug, u.email, u.name, u.password_hash, u.role, u.active
            from public.users u left join public.tenants t on t.id = u.tenant_id
            """;

    private final Database database;

    UserStore(Database database) {
        this.database = database;
    }

    Optional<Account> byEmail(String email) {
        return database.withKey(
                email,
                handle -> handle.createQuery(SELECT + "where u.email = :email")
                        .bind("email", email)
                        .map((row, context) -> account(row))
                        .findOne());
    }

    Optional<Account> byId(UUID id) {
        return database.withKey(
                id.toString(),
                handle -> handle.createQuery(SELECT + "where u.id = :id")
                        .bind("id", id)
                        .map((row, context) -> account(row))
                        .findOne());
    }

    /// Whether it was new.
    boolean insertIfAbsent(Account account) {
        return database.withKey(
                        account.email(),
                        handle -> handle.createUpdate("""
                        insert into public.users (id, tenant_id, email, name, password_hash, role)
                        values (:id, :tenant::uuid, :email, :name, :hash, :role) on conflict (email) do nothing
                        """)
                                .bind("id", account.id())
                                .bind(
                                        "tenant",
                                        account.tenant().map(TenantId::value).orElse(null))
                                .bind("email", account.email())
                                .bind("name", account.name())
                                .bind("hash", account.passwordHash())
                                .bind("role", account.role().text())
                                .execute())
                == 1;
    }

    private static Account account(ResultSet row) throws SQLException {
        String role = row.getString("role");
        return new Account(
                row.getObject("id", UUID.class),
                Optional.ofNullable(row.getObject("tenant_id", UUID.class)).map(TenantId::new),
                Optional.ofNullable(row.getString("slug")),
                row.getString("email"),
                row.getString("name"),
                row.getString("password_hash"),
                Role.of(role).orElseThrow(() -> new IllegalStateException("role is " + role)),
                row.getBoolean("active"));
    }
}
