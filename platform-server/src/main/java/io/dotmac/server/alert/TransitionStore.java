package io.dotmac.server.alert;

import io.dotmac.model.Json;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Level;
import io.dotmac.model.alert.Transition;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.StatementFailed;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListSql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Rows of `alert.transitions`: what happened to alerts, never changed.
final class TransitionStore {
    private static final String INSERT = """
            insert into alert.transitions (tenant_id, fingerprint, rule, episode, kind, level, at, value, actor, detail,
              summary, node, target, alert)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
            """;
    private static final Map<String, String> COLUMNS = Map.of(
            "state", "(case kind when 'resolved' then 'resolved' else 'firing' end)",
            "severity", "level",
            "text", "(summary || ' ' || detail || ' ' || rule)");

    void write(Tx tx, TenantId tenant, Collection<AlertChange> changes, Instant at) {
        try (PreparedStatement statement = tx.handle().getConnection().prepareStatement(INSERT)) {
            boolean any = false;
            for (AlertChange change : changes) {
                for (AlertChange.Step step : change.happened()) {
                    bind(statement, tenant, change.alert(), step, at);
                    statement.addBatch();
                    any = true;
                }
            }
            if (any) {
                statement.executeBatch();
            }
        } catch (SQLException e) {
            throw new StatementFailed(e);
        }
    }

    /// A page of what happened.
    List<Transition> page(Tx tx, TenantId tenant, Optional<String> fingerprint, ListQuery query) {
        ListSql sql = ListSql.of(query, COLUMNS);
        return tx.handle()
                .createQuery("select * from alert.transitions where tenant_id = :tenant"
                        + " and (:fingerprint::text is null or fingerprint = :fingerprint::text) and "
                        + sql.condition() + sql.tail())
                .bind("tenant", tenant.value())
                .bind("fingerprint", fingerprint.orElse(null))
                .bindMap(sql.values())
                .map((row, context) -> transition(row))
                .list();
    }

    /// Times at which a rule fired in a span, with the alert's fingerprint.
    List<Transition> fired(Tx tx, TenantId tenant, String rule, Instant from, Instant to) {
        return tx.handle()
                .createQuery("""
                        select * from alert.transitions where tenant_id = :tenant and rule = :rule and kind = 'fired'
                          and at >= :from and at < :to order by id limit 10000
                        """)
                .bind("tenant", tenant.value())
                .bind("rule", rule)
                .bind("from", from.atOffset(ZoneOffset.UTC))
                .bind("to", to.atOffset(ZoneOffset.UTC))
                .map((row, context) -> transition(row))
                .list();
    }

    private static void bind(
            PreparedStatement statement, TenantId tenant, Alert alert, AlertChange.Step step, Instant at)
            throws SQLException {
        statement.setObject(1, tenant.value());
        statement.setString(2, alert.fingerprint());
        statement.setString(3, alert.rule());
        statement.setInt(4, alert.episode());
        statement.setString(5, AlertStore.word(step.kind()));
        statement.setString(6, AlertStore.word(alert.level()));
        statement.setObject(7, at.atOffset(ZoneOffset.UTC));
        statement.setObject(8, alert.value().orElse(null), Types.DOUBLE);
        statement.setObject(9, step.actor().orElse(null), Types.OTHER);
        statement.setString(10, step.detail());
        statement.setString(11, alert.summary());
        statement.setString(12, alert.label("node"));
        statement.setString(13, alert.label("target"));
        statement.setString(14, Json.text(alert));
    }

    private static Optional<String> word(ResultSet row, String column) throws SQLException {
        return Optional.of(row.getString(column)).filter(text -> !text.isEmpty());
    }

    private static Transition transition(ResultSet row) throws SQLException {
        double value = row.getDouble("value");
        Optional<Double> measured = row.wasNull() ? Optional.empty() : Optional.of(value);
        return new Transition(
                row.getLong("id"),
                row.getString("fingerprint"),
                row.getString("rule"),
                row.getInt("episode"),
                Transition.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                Level.valueOf(row.getString("level").toUpperCase(Locale.ROOT)),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                measured,
                Optional.ofNullable(row.getObject("actor", UUID.class)),
                row.getString("detail"),
                row.getString("summary"),
                word(row, "node"),
                word(row, "target"));
    }
}
