package io.dotmac.server.alert;

import com.fasterxml.jackson.core.type.TypeReference;
import io.dotmac.model.Json;
import io.dotmac.model.alert.Ack;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.AlertState;
import io.dotmac.model.alert.Level;
import io.dotmac.model.alert.Owner;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.StatementFailed;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListSql;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Rows of `alert.alerts`.
final class AlertStore {
    private static final String UPSERT = """
            insert into alert.alerts as a (tenant_id, fingerprint, rule, state, level, summary, labels, annotations,
              value, episode, count, starts_at, ends_at, updated_at, ack, owner, flapping, stale, external, generator)
            values (?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?, ?, ?)
            on conflict (tenant_id, fingerprint) do update set rule = excluded.rule, state = excluded.state,
              level = excluded.level, summary = excluded.summary, labels = excluded.labels,
              annotations = excluded.annotations, value = excluded.value, episode = excluded.episode,
              count = excluded.count, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
              updated_at = excluded.updated_at, ack = excluded.ack, owner = excluded.owner,
              flapping = excluded.flapping, stale = excluded.stale, external = excluded.external,
              generator = excluded.generator
            """;
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    /// An alert as stored.
    ///
    /// @param alert itself
    /// @param external whether somebody outside told it
    record Kept(Alert alert, boolean external) {}

    /// Has the alerts of a tenant for itself until the transaction's end, so that of two servers one comes after the
    /// other, and gives those of these fingerprints.
    Map<String, Alert> hold(Tx tx, TenantId tenant, Collection<String> fingerprints) {
        tx.handle().execute("select pg_advisory_xact_lock(hashtextextended(?, 7))", "alerts " + tenant);
        return find(tx, tenant, fingerprints);
    }

    /// The alerts of these fingerprints.
    Map<String, Alert> find(Tx tx, TenantId tenant, Collection<String> fingerprints) {
        Map<String, Alert> found = new HashMap<>();
        tx.handle()
                .createQuery(
                        "select * from alert.alerts where tenant_id = :tenant and fingerprint = any(:fingerprints)")
                .bind("tenant", tenant.value())
                .bind("fingerprints", fingerprints.toArray(String[]::new))
                .map((row, context) -> alert(row))
                .forEach(alert -> found.put(alert.fingerprint(), alert));
        return found;
    }

    /// The same, as they are stored.
    List<Kept> kept(Tx tx, TenantId tenant, Collection<String> fingerprints) {
        return tx.handle()
                .createQuery(
                        "select * from alert.alerts where tenant_id = :tenant and fingerprint = any(:fingerprints)")
                .bind("tenant", tenant.value())
                .bind("fingerprints", fingerprints.toArray(String[]::new))
                .map((row, context) -> new Kept(alert(row), row.getBoolean("external")))
                .list();
    }

    /// Whether somebody outside told of an alert.
    boolean isExternal(Tx tx, TenantId tenant, String fingerprint) {
        return kept(tx, tenant, List.of(fingerprint)).stream().anyMatch(Kept::external);
    }

    Optional<Alert> find(Tx tx, TenantId tenant, String fingerprint) {
        return Optional.ofNullable(find(tx, tenant, List.of(fingerprint)).get(fingerprint));
    }

    /// All that fire.
    List<Kept> firing(Tx tx, TenantId tenant) {
        return tx.handle()
                .createQuery("select * from alert.alerts where tenant_id = :tenant and state = 'firing'")
                .bind("tenant", tenant.value())
                .map((row, context) -> new Kept(alert(row), row.getBoolean("external")))
                .list();
    }

    /// A page of them.
    List<Alert> page(Tx tx, TenantId tenant, Optional<AlertState> state, ListQuery query) {
        ListSql sql = ListSql.of(
                query,
                Map.of(
                        "alertname", "rule",
                        "node", "labels->>'node'",
                        "target", "labels->>'target'",
                        "owner", "owner->>'name'",
                        "acked", "(ack is not null)"));
        return tx.handle()
                .createQuery("select * from alert.alerts where tenant_id = :tenant"
                        + " and (:state::text is null or state = :state::text) and "
                        + sql.condition() + sql.tail())
                .bind("tenant", tenant.value())
                .bind("state", state.map(AlertStore::word).orElse(null))
                .bindMap(sql.values())
                .map((row, context) -> alert(row))
                .list();
    }

    /// Writes all of it.
    void write(Tx tx, TenantId tenant, Collection<Kept> alerts) {
        try (PreparedStatement statement = tx.handle().getConnection().prepareStatement(UPSERT)) {
            for (Kept kept : alerts) {
                bind(statement, tenant, kept);
                statement.addBatch();
            }
            statement.executeBatch();
        } catch (SQLException e) {
            throw new StatementFailed(e);
        }
    }

    private static void bind(PreparedStatement statement, TenantId tenant, Kept kept) throws SQLException {
        Alert alert = kept.alert();
        statement.setObject(1, tenant.value());
        statement.setString(2, alert.fingerprint());
        statement.setString(3, alert.rule());
        statement.setString(4, word(alert.state()));
        statement.setString(5, word(alert.level()));
        statement.setString(6, alert.summary());
        statement.setString(7, Json.text(alert.labels()));
        statement.setString(8, Json.text(alert.annotations()));
        statement.setObject(9, alert.value().orElse(null), Types.DOUBLE);
        statement.setInt(10, alert.episode());
        statement.setLong(11, alert.count());
        statement.setObject(12, at(alert.startsAt()));
        statement.setObject(13, alert.endsAt().map(AlertStore::at).orElse(null), Types.TIMESTAMP_WITH_TIMEZONE);
        statement.setObject(14, at(alert.updatedAt()));
        statement.setString(15, alert.ack().map(Json::text).orElse(null));
        statement.setString(16, alert.owner().map(Json::text).orElse(null));
        statement.setBoolean(17, alert.flapping());
        statement.setBoolean(18, alert.stale());
        statement.setBoolean(19, kept.external());
        statement.setString(20, alert.generator());
    }

    static Alert alert(ResultSet row) throws SQLException {
        double value = row.getDouble("value");
        Optional<Double> measured = row.wasNull() ? Optional.empty() : Optional.of(value);
        return new Alert(
                row.getString("fingerprint"),
                row.getString("rule"),
                AlertState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                Level.valueOf(row.getString("level").toUpperCase(Locale.ROOT)),
                row.getString("summary"),
                texts(row.getString("labels")),
                texts(row.getString("annotations")),
                measured,
                row.getInt("episode"),
                row.getLong("count"),
                row.getObject("starts_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("ends_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                read(row.getString("ack"), Ack.class),
                read(row.getString("owner"), Owner.class),
                row.getBoolean("flapping"),
                row.getBoolean("stale"),
                Alert.Facts.NONE,
                row.getString("generator"));
    }

    private static Map<String, String> texts(String json) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), TEXTS);
    }

    private static <T> Optional<T> read(@Nullable String json, Class<T> type) {
        return Optional.ofNullable(json).map(text -> Json.read(text, type));
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
