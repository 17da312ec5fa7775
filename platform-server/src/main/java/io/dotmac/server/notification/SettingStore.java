package io.dotmac.server.notification;

import io.dotmac.model.Json;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// Rows of `notification.settings` of one kind.
///
/// @param <T> the wire record that a row holds
final class SettingStore<T> {
    private final String kind;
    private final Class<T> type;

    SettingStore(String kind, Class<T> type) {
        this.kind = kind;
        this.type = type;
    }

    /// A row.
    ///
    /// @param id of it
    /// @param name unique in the tenant
    /// @param spec what it says
    /// @param version by which changes are told apart
    /// @param createdAt when it was made
    /// @param updatedAt when it was last changed
    /// @param <T> the wire record
    record Row<T>(UUID id, String name, T spec, long version, Instant createdAt, Instant updatedAt) {}

    /// All of a tenant, by name.
    List<Row<T>> all(Tx tx, TenantId tenant) {
        return tx.handle()
                .createQuery("select * from notification.settings where tenant_id = :tenant and kind = :kind"
                        + " order by name")
                .bind("tenant", tenant.value())
                .bind("kind", kind)
                .map((row, context) -> row(row))
                .list();
    }

    /// All of all tenants.
    Map<TenantId, List<Row<T>>> everyone(Tx tx) {
        return tx
                .handle()
                .createQuery("select * from notification.settings where kind = :kind order by tenant_id, name")
                .bind("kind", kind)
                .map((row, context) -> Map.entry(new TenantId(row.getObject("tenant_id", UUID.class)), row(row)))
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }

    Optional<Row<T>> find(Tx tx, TenantId tenant, UUID id) {
        return all(tx, tenant).stream().filter(row -> row.id.equals(id)).findFirst();
    }

    private Row<T> row(ResultSet row) throws SQLException {
        return new Row<>(
                row.getObject("id", UUID.class),
                row.getString("name"),
                Json.read(row.getString("spec"), type),
                row.getLong("version"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    void put(Tx tx, TenantId tenant, Row<T> row) {
        tx.handle()
                .createUpdate("""
                        insert into notification.settings (tenant_id, kind, id, name, spec, version, created_at,
                          updated_at)
                        values (:tenant, :kind, :id, :name, :spec::jsonb, :version, :created, :updated)
                        on conflict (tenant_id, kind, id) do update set name = excluded.name, spec = excluded.spec,
                          version = excluded.version, updated_at = excluded.updated_at
                        """)
                .bind("tenant", tenant.value())
                .bind("kind", kind)
                .bind("id", row.id)
                .bind("name", row.name)
                .bind("spec", Json.text(row.spec))
                .bind("version", row.version)
                .bind("created", row.createdAt.atOffset(ZoneOffset.UTC))
                .bind("updated", row.updatedAt.atOffset(ZoneOffset.UTC))
                .execute();
    }

    void delete(Tx tx, TenantId tenant, UUID id) {
        tx.handle()
                .createUpdate(
                        "delete from notification.settings where tenant_id = :tenant and kind = :kind and id = :id")
                .bind("tenant", tenant.value())
                .bind("kind", kind)
                .bind("id", id)
                .execute();
    }
}
