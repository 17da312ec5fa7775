package io.dotmac.server.alert;

import com.fasterxml.jackson.core.type.TypeReference;
import io.dotmac.model.Json;
import io.dotmac.model.alert.Matcher;
import io.dotmac.model.alert.Silence;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListSql;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Rows of `alert.silences`.
final class SilenceStore {
    private static final TypeReference<List<Matcher>> MATCHERS = new TypeReference<>() {};

    /// Those that count at `now` or later, and those that ended less than five days ago, the earliest end first.
    List<Silence> recent(Tx tx, TenantId tenant, Instant now) {
        return tx.handle()
                .createQuery("""
                        select * from alert.silences where tenant_id = :tenant
                          and ends_at > cast(:now as timestamptz) - interval '5 days' order by ends_at, id
                        """)
                .bind("tenant", tenant.value())
                .bind("now", at(now))
                .map((row, context) -> silence(row))
                .list();
    }

    List<Silence> page(Tx tx, TenantId tenant, ListQuery query) {
        ListSql sql = ListSql.of(query);
        return tx.handle()
                .createQuery(
                        "select * from alert.silences where tenant_id = :tenant and " + sql.condition() + sql.tail())
                .bind("tenant", tenant.value())
                .bindMap(sql.values())
                .map((row, context) -> silence(row))
                .list();
    }

    Optional<Silence> find(Tx tx, TenantId tenant, UUID id) {
        return tx.handle()
                .createQuery("select * from alert.silences where tenant_id = :tenant and id = :id for update")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .map((row, context) -> silence(row))
                .findOne();
    }

    void put(Tx tx, TenantId tenant, Silence silence) {
        tx.handle()
                .createUpdate("""
                        insert into alert.silences (tenant_id, id, matchers, starts_at, ends_at, reason, created_by,
                          created_at, updated_at, warned)
                        values (:tenant, :id, :matchers::jsonb, :starts, :ends, :reason, :by, :created, :updated, :warned)
                        on conflict (tenant_id, id) do update set matchers = excluded.matchers,
                          starts_at = excluded.starts_at, ends_at = excluded.ends_at, reason = excluded.reason,
                          updated_at = excluded.updated_at, warned = excluded.warned
                        """)
                .bind("tenant", tenant.value())
                .bind("id", silence.id())
                .bind("matchers", Json.text(silence.matchers()))
                .bind("starts", at(silence.startsAt()))
                .bind("ends", at(silence.endsAt()))
                .bind("reason", silence.reason())
                .bind("by", silence.createdBy())
                .bind("created", at(silence.createdAt()))
                .bind("updated", at(silence.updatedAt()))
                .bind("warned", silence.warned())
                .execute();
    }

    /// Those that end before `soon` and of which nobody was warned yet; from now on somebody was.
    List<Silence> warn(Tx tx, TenantId tenant, Instant now, Instant soon) {
        return tx.handle()
                .createQuery("""
                        update alert.silences set warned = true
                        where tenant_id = :tenant and not warned and starts_at <= :now and ends_at > :now
                          and ends_at <= :soon returning *
                        """)
                .bind("tenant", tenant.value())
                .bind("now", at(now))
                .bind("soon", at(soon))
                .map((row, context) -> silence(row))
                .list();
    }

    private static Silence silence(ResultSet row) throws SQLException {
        return new Silence(
                row.getObject("id", UUID.class),
                Json.read(row.getString("matchers").getBytes(StandardCharsets.UTF_8), MATCHERS),
                row.getObject("starts_at", OffsetDateTime.class).toInstant(),
                row.getObject("ends_at", OffsetDateTime.class).toInstant(),
                row.getString("reason"),
                row.getString("created_by"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("warned"));
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
