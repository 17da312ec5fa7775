package io.dotmac.server.alert;

import io.dotmac.model.Json;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListSql;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/// Finds which alerts fired at an instant, and how they were: the last that happened to each before it.
final class PastAlertStore {
    private static final String FIRING = """
            select found.alert::text as alert from (
              select a.fingerprint, last.alert, last.rule, last.level, last.summary
              from alert.alerts a
              cross join lateral (
                select t.alert, t.kind, t.rule, t.level, t.summary from alert.transitions t
                where t.tenant_id = :tenant and t.fingerprint = a.fingerprint and t.at <= :instant
                order by t.at desc, t.id desc limit 1
              ) last
              where a.tenant_id = :tenant and (a.state = 'firing' or a.updated_at > :instant)
                and last.kind <> 'resolved' and last.alert is not null
            ) found where
            """;
    private static final Map<String, String> COLUMNS = Map.of(
            "alertname", "rule",
            "starts_at", "cast(alert->>'starts_at' as timestamptz)",
            "updated_at", "cast(alert->>'updated_at' as timestamptz)",
            "node", "alert->'labels'->>'node'",
            "target", "alert->'labels'->>'target'",
            "owner", "alert->'owner'->>'name'",
            "acked", "(alert->'ack' is not null)",
            "flapping", "cast(alert->>'flapping' as boolean)",
            "stale", "cast(alert->>'stale' as boolean)");

    /// All that may explain others.
    List<Alert> roots(Tx tx, TenantId tenant, Instant at) {
        return tx.handle()
                .createQuery(FIRING + "found.rule = any (:rules)")
                .bind("tenant", tenant.value())
                .bind("instant", at.atOffset(ZoneOffset.UTC))
                .bind("rules", Causes.RULES.toArray(String[]::new))
                .map((row, context) -> Json.read(row.getString("alert"), Alert.class))
                .list();
    }

    List<Alert> firing(Tx tx, TenantId tenant, Instant at, ListQuery query) {
        ListSql sql = ListSql.of(query, COLUMNS);
        return tx.handle()
                .createQuery(FIRING + sql.condition() + sql.tail())
                .bind("tenant", tenant.value())
                .bind("instant", at.atOffset(ZoneOffset.UTC))
                .bindMap(sql.values())
                .map((row, context) -> Json.read(row.getString("alert"), Alert.class))
                .list();
    }
}
