package io.dotmac.server.tenant;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Rows of `public.tenants`.
final class TenantStore {
    private final Database database;

    TenantStore(Database database) {
        this.database = database;
    }

    /// Whether it was new; as the owner.
    boolean insertIfAbsent(Tx tx, TenantId id, String slug, String name) {
        return tx.handle()
                        .createUpdate("insert into public.tenants (id, slug, name) values (:id, :slug, :name)"
                                + " on conflict do nothing")
                        .bind("id", id.value())
                        .bind("slug", slug)
                        .bind("name", name)
                        .execute()
                == 1;
    }

    Optional<Tenant> bySlug(String slug) {
        return database.shared(
                handle -> handle.createQuery("select id, slug, name from public.tenants where slug = :slug")
                        .bind("slug", slug)
                        .map((row, context) -> tenant(row))
                        .findOne());
    }

    Optional<Tenant> byId(TenantId id) {
        return database.shared(handle -> handle.createQuery("select id, slug, name from public.tenants where id = :id")
                .bind("id", id.value())
                .map((row, context) -> tenant(row))
                .findOne());
    }

    List<Tenant> all() {
        return database.shared(handle -> handle.createQuery("select id, slug, name from public.tenants order by slug")
                .map((row, context) -> tenant(row))
                .list());
    }

    private static Tenant tenant(ResultSet row) throws SQLException {
        return new Tenant(new TenantId(row.getObject("id", UUID.class)), row.getString("slug"), row.getString("name"));
    }
}
