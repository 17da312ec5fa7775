package io.dotmac.server.alert;

import com.fasterxml.jackson.core.type.TypeReference;
import io.dotmac.model.Json;
import io.dotmac.model.alert.Maintenance;
import io.dotmac.model.alert.Matcher;
import io.dotmac.model.alert.Repeat;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListSql;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Rows of `alert.maintenance`.
final class MaintenanceStore {
    private static final TypeReference<List<Matcher>> MATCHERS = new TypeReference<>() {};

    /// Those that may come again after `now`.
    List<Maintenance> ahead(Tx tx, TenantId tenant, Instant now) {
        return tx.handle()
                .createQuery("""
                        select * from alert.maintenance where tenant_id = :tenant
                          and (repeat <> 'once' and (until is null or until > cast(:now as timestamptz) - interval '40 days')
                               or ends_at > :now)
                        order by starts_at, id
                        """)
                .bind("tenant", tenant.value())
                .bind("now", at(now))
                .map((row, context) -> window(row))
                .list();
    }

    List<Maintenance> page(Tx tx, TenantId tenant, ListQuery query) {
        ListSql sql = ListSql.of(query);
        return tx.handle()
                .createQuery(
                        "select * from alert.maintenance where tenant_id = :tenant and " + sql.condition() + sql.tail())
                .bind("tenant", tenant.value())
                .bindMap(sql.values())
                .map((row, context) -> window(row))
                .list();
    }

    Optional<Maintenance> find(Tx tx, TenantId tenant, UUID id) {
        return tx.handle()
                .createQuery("select * from alert.maintenance where tenant_id = :tenant and id = :id for update")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .map((row, context) -> window(row))
                .findOne();
    }

    void put(Tx tx, TenantId tenant, Maintenance window) {
        tx.handle()
                .createUpdate("""
                        insert into alert.maintenance (tenant_id, id, name, matchers, starts_at, ends_at, repeat,
                          time_zone, until, reason, created_by, created_at, updated_at)
                        values (:tenant, :id, :name, :matchers::jsonb, :starts, :ends, :repeat, :zone, :until, :reason,
                          :by, :created, :updated)
                        on conflict (tenant_id, id) do update set name = excluded.name, matchers = excluded.matchers,
                          starts_at = excluded.starts_at, ends_at = excluded.ends_at, repeat = excluded.repeat,
                          time_zone = excluded.time_zone, until = excluded.until, reason = excluded.reason,
                          updated_at = excluded.updated_at
                        """)
                .bind("tenant", tenant.value())
                .bind("id", window.id())
                .bind("name", window.name())
                .bind("matchers", Json.text(window.matchers()))
                .bind("starts", at(window.startsAt()))
                .bind("ends", at(window.endsAt()))
                .bind("repeat", window.repeat().name().toLowerCase(Locale.ROOT))
                .bind("zone", window.timeZone())
                .bind("until", window.until().orElse(null))
                .bind("reason", window.reason())
                .bind("by", window.createdBy())
                .bind("created", at(window.createdAt()))
                .bind("updated", at(window.updatedAt()))
                .execute();
    }

    void delete(Tx tx, TenantId tenant, UUID id) {
        tx.handle().execute("delete from alert.maintenance where tenant_id = ? and id = ?", tenant.value(), id);
    }

    private static Maintenance window(ResultSet row) throws SQLException {
        return new Maintenance(
                row.getObject("id", UUID.class),
                row.getString("name"),
                Json.read(row.getString("matchers").getBytes(StandardCharsets.UTF_8), MATCHERS),
                row.getObject("starts_at", OffsetDateTime.class).toInstant(),
                row.getObject("ends_at", OffsetDateTime.class).toInstant(),
                Repeat.valueOf(row.getString("repeat").toUpperCase(Locale.ROOT)),
                row.getString("time_zone"),
                Optional.ofNullable(row.getObject("until", LocalDate.class)),
                row.getString("reason"),
                row.getString("created_by"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
