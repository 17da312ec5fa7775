package io.dotmac.server.tenant;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.tenant.TenantState;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.MigrationSet;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Rows of `public.tenants`.
final class TenantStore {
    private static final String SELECT = """
            select id, slug, name, state, state_since, state_reason, created_at, updated_at, version
            from public.tenants
            """;

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

    /// Sets how a new tenant works; as the owner.
    void settings(Tx tx, Settings settings) {
        tx.handle()
                .createUpdate("update settings set time_zone = :zone, currency = :currency, language = :language")
                .bind("zone", settings.timeZone())
                .bind("currency", settings.currency())
                .bind("language", settings.language())
                .execute();
    }

    void rename(Tx tx, TenantId id, String name) {
        tx.handle()
                .createUpdate("update public.tenants set name = :name, updated_at = now(), version = version + 1"
                        + " where id = :id")
                .bind("name", name)
                .bind("id", id.value())
                .execute();
    }

    void state(Tx tx, TenantId id, TenantState state, String reason) {
        tx.handle()
                .createUpdate("""
                        update public.tenants set state = :state, state_since = now(), state_reason = :reason,
                          updated_at = now(), version = version + 1 where id = :id
                        """)
                .bind("state", state.name().toLowerCase(Locale.ROOT))
                .bind("reason", reason)
                .bind("id", id.value())
                .execute();
    }

    /// Held until the transaction ends.
    Optional<Tenant> locked(Tx tx, TenantId id) {
        return tx.handle()
                .createQuery(SELECT + "where id = :id for no key update")
                .bind("id", id.value())
                .map((row, context) -> tenant(row))
                .findOne();
    }

    Optional<Tenant> bySlug(String slug) {
        return database.shared(handle -> handle.createQuery(SELECT + "where slug = :slug")
                .bind("slug", slug)
                .map((row, context) -> tenant(row))
                .findOne());
    }

    Optional<Tenant> byId(TenantId id) {
        return database.shared(handle -> handle.createQuery(SELECT + "where id = :id")
                .bind("id", id.value())
                .map((row, context) -> tenant(row))
                .findOne());
    }

    List<Tenant> all() {
        return database.shared(handle -> handle.createQuery(SELECT + "order by slug")
                .map((row, context) -> tenant(row))
                .list());
    }

    /// Those whose rows may be worked on now.
    List<Tenant> served() {
        return database.shared(
                handle -> handle.createQuery(SELECT + "where state = 'active' and schema_level >= :level order by slug")
                        .bind("level", MigrationSet.TENANT.level())
                        .map((row, context) -> tenant(row))
                        .list());
    }

    /// @param only the one that the caller may see; all when absent
    ListQuery.Page<Tenant> page(Optional<TenantId> only, ListQuery query) {
        ListSql sql = ListSql.of(query, Map.of("state", "upper(state)"));
        List<Tenant> found = database.readShared(handle -> handle.createQuery(
                        SELECT + "where (:only::uuid is null or id = :only::uuid) and " + sql.condition() + sql.tail())
                .bind("only", only.map(TenantId::value).orElse(null))
                .bindMap(sql.values())
                .map((row, context) -> tenant(row))
                .list());
        return query.page(found, (tenant, field) -> switch (field) {
            case "slug" -> tenant.slug();
            case "name" -> tenant.name();
            default -> tenant.createdAt();
        });
    }

    private static Tenant tenant(ResultSet row) throws SQLException {
        return new Tenant(
                new TenantId(row.getObject("id", UUID.class)),
                row.getString("slug"),
                row.getString("name"),
                TenantState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getObject("state_since", OffsetDateTime.class).toInstant(),
                row.getString("state_reason"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                row.getLong("version"));
    }
}
