package io.dotmac.server.alert.history;

import io.dotmac.model.alert.AlertReport;
import io.dotmac.model.alert.AlertReport.By;
import io.dotmac.model.alert.AlertReport.Row;
import io.dotmac.model.alert.AlertReport.Spread;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/// Counts what happened to alerts. One episode of an alert counts once, however often its level changed.
final class ReportStore {
    private static final String REPORT = """
            with episodes as (
              select rule, fingerprint, max(node) as node, min(level) as worst,
                min(at) filter (where kind = 'fired') as fired,
                min(at) filter (where kind in ('acked', 'owned')) as acked,
                min(at) filter (where kind = 'resolved') as resolved
              from alert.transitions where tenant_id = :tenant and at >= :from
              group by rule, fingerprint, episode
            ), told as (
              select {key} as key, fingerprint, acked is not null as was_acked, resolved is not null as was_resolved,
                extract(epoch from acked - least(fired, acked))::float8 as to_ack, -- never less than nothing, though the
                extract(epoch from resolved - least(fired, resolved))::float8 as to_fix -- clock was put back between
              from episodes where fired >= :from and fired < :to
            )
            select key, count(*) as fired, count(distinct fingerprint) as alerts,
              count(*) filter (where was_acked) as acked, count(*) filter (where was_resolved) as resolved,
              percentile_cont(0.5) within group (order by to_ack) as ack_median,
              percentile_cont(0.95) within group (order by to_ack) as ack_p95,
              percentile_cont(0.5) within group (order by to_fix) as fix_median,
              percentile_cont(0.95) within group (order by to_fix) as fix_p95
            from told group by key
            having not :unacked or count(*) filter (where was_acked) = 0
            order by {order} limit :most
            """;

    /// What is asked for.
    ///
    /// @param by what the rows are about
    /// @param from beginning
    /// @param to end
    /// @param zone whose days they are
    /// @param unacked only what nobody ever acknowledged
    /// @param most rows
    record Asked(By by, Instant from, Instant to, ZoneId zone, boolean unacked, int most) {}

    AlertReport read(Tx tx, TenantId tenant, Asked asked) {
        String sql = REPORT.replace("{key}", key(asked.by))
                .replace("{order}", asked.by == By.DAY ? "key" : "fired desc, key");
        var query = tx.handle()
                .createQuery(sql)
                .bind("tenant", tenant.value())
                .bind("from", asked.from.atOffset(ZoneOffset.UTC))
                .bind("to", asked.to.atOffset(ZoneOffset.UTC))
                .bind("unacked", asked.unacked)
                .bind("most", asked.most);
        if (asked.by == By.DAY) {
            query.bind("zone", asked.zone.getId());
        }
        List<Row> rows = query.map((row, context) -> row(row)).list();
        return new AlertReport(asked.from, asked.to, asked.by, rows);
    }

    private static String key(By by) {
        return switch (by) {
            case RULE -> "rule";
            case SEVERITY -> "worst"; // 'critical' comes before 'warning'
            case DAY -> "to_char(fired at time zone :zone, 'YYYY-MM-DD')";
            case NODE -> "node";
        };
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getString("key"),
                row.getLong("fired"),
                row.getLong("alerts"),
                row.getLong("acked"),
                row.getLong("resolved"),
                new Spread(number(row, "ack_median"), number(row, "ack_p95")),
                new Spread(number(row, "fix_median"), number(row, "fix_p95")));
    }

    private static Optional<Double> number(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? Optional.empty() : Optional.of(value);
    }
}
