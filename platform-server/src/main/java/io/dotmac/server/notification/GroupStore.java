package io.dotmac.server.notification;

import com.fasterxml.jackson.core.type.TypeReference;
import io.dotmac.model.Json;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.AlertState;
import io.dotmac.model.alert.Level;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.notification.Group.Member;
import io.dotmac.server.notification.Group.Told;
import io.dotmac.server.platform.db.Tx;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/// Rows of `notification.groups` and `notification.watched`. A group's row is the lock of its alerts: whoever writes
/// them takes it first.
final class GroupStore {
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private static final String TOUCH = """
            insert into notification.groups as g (tenant_id, id, route, labels, round, due_at, step, cycle, acked)
            values (:tenant, :id, :route, :labels::jsonb, :round, :first, 0, 0, false)
            on conflict (tenant_id, id) do update set due_at = least(g.due_at,
              greatest(cast(:now as timestamptz), coalesce(g.told_at + make_interval(secs => :interval), :first)))
            """;
    private static final String WATCH = """
            insert into notification.watched as w (tenant_id, group_id, fingerprint, alert, updated_at)
            values (:tenant, :group, :fingerprint, :alert::jsonb, :updated)
            on conflict (tenant_id, group_id, fingerprint) do update set alert = excluded.alert,
              updated_at = excluded.updated_at where w.updated_at <= excluded.updated_at
            """;

    /// The name of a group and its tenant's.
    record GroupKey(TenantId tenant, String id) {}

    /// Lets a transaction of no tenant see rows of the platform.
    void open(Tx tx) {
        tx.handle().execute("select set_config('dotmac.key', ?, true)", Realm.ALL);
    }

    /// A group that is new counts its rounds from the time on, so that no two rounds of a group that comes and goes are
    /// taken for the same. It is to be looked at after the first has waited, or, once told, after an interval.
    void touch(Tx tx, Group group, Instant now, Instant first, Duration interval) {
        tx.handle()
                .createUpdate(TOUCH)
                .bind("tenant", group.tenant().value())
                .bind("id", group.id())
                .bind("route", group.route())
                .bind("labels", Json.text(group.labels()))
                .bind("round", ChronoUnit.MICROS.between(Instant.EPOCH, now))
                .bind("now", at(now))
                .bind("first", at(first))
                .bind("interval", interval.toMillis() / 1_000.0)
                .execute();
    }

    /// Notes an alert as it is, unless a later word is known.
    void watch(Tx tx, TenantId tenant, String group, Alert alert) {
        tx.handle()
                .createUpdate(WATCH)
                .bind("tenant", tenant.value())
                .bind("group", group)
                .bind("fingerprint", alert.fingerprint())
                .bind("alert", Json.text(alert))
                .bind("updated", at(alert.updatedAt()))
                .execute();
    }

    /// The groups that an alert is in.
    List<Group> of(Tx tx, TenantId tenant, String fingerprint) {
        return tx.handle()
                .createQuery("""
                        select g.* from notification.groups g where g.tenant_id = :tenant and g.id in (
                          select w.group_id from notification.watched w
                          where w.tenant_id = :tenant and w.fingerprint = :fingerprint)
                        order by g.id
                        """)
                .bind("tenant", tenant.value())
                .bind("fingerprint", fingerprint)
                .map((row, context) -> group(row))
                .list();
    }

    /// Groups of all tenants that are to be looked at.
    List<GroupKey> due(Tx tx, Instant now, int most) {
        return tx.handle()
                .createQuery("select tenant_id, id from notification.groups where due_at <= :now"
                        + " order by due_at limit :most")
                .bind("now", at(now))
                .bind("most", most)
                .map((row, context) ->
                        new GroupKey(new TenantId(row.getObject("tenant_id", UUID.class)), row.getString("id")))
                .list();
    }

    /// Has a group for itself until the transaction's end, if it is due and nobody else has it.
    Optional<Group> hold(Tx tx, GroupKey key, Instant now) {
        return tx.handle()
                .createQuery("""
                        select * from notification.groups where tenant_id = :tenant and id = :id and due_at <= :now
                        for update skip locked
                        """)
                .bind("tenant", key.tenant.value())
                .bind("id", key.id)
                .bind("now", at(now))
                .map((row, context) -> group(row))
                .findOne();
    }

    List<Member> members(Tx tx, GroupKey key) {
        return tx.handle()
                .createQuery("select * from notification.watched where tenant_id = :tenant and group_id = :id")
                .bind("tenant", key.tenant.value())
                .bind("id", key.id)
                .map((row, context) -> member(row))
                .list();
    }

    /// Writes what became of a group that is held.
    void write(Tx tx, Group group) {
        tx.handle()
                .createUpdate("""
                        update notification.groups set round = :round, due_at = :due, told_at = :told, step = :step,
                          step_at = :step_at, cycle = :cycle, acked = :acked
                        where tenant_id = :tenant and id = :id
                        """)
                .bind("tenant", group.tenant().value())
                .bind("id", group.id())
                .bind("round", group.round())
                .bind("due", at(group.dueAt()))
                .bind("told", at(group.toldAt()))
                .bind("step", group.step())
                .bind("step_at", at(group.stepAt()))
                .bind("cycle", group.cycle())
                .bind("acked", group.acked())
                .execute();
    }

    /// Notes what was told of alerts of a group that is held.
    void told(Tx tx, GroupKey key, Collection<Alert> alerts, Collection<String> acked) {
        if (!alerts.isEmpty()) {
            PreparedBatch batch = tx.handle().prepareBatch("""
                    update notification.watched set told_episode = :episode, told_state = :state, told_level = :level,
                      told_ack = false
                    where tenant_id = :tenant and group_id = :id and fingerprint = :fingerprint
                    """);
            alerts.forEach(alert -> batch.bind("tenant", key.tenant.value())
                    .bind("id", key.id)
                    .bind("fingerprint", alert.fingerprint())
                    .bind("episode", alert.episode())
                    .bind("state", word(alert.state()))
                    .bind("level", word(alert.level()))
                    .add());
            batch.execute();
        }
        if (!acked.isEmpty()) {
            tx.handle()
                    .createUpdate("update notification.watched set told_ack = true where tenant_id = :tenant"
                            + " and group_id = :id and fingerprint = any(:fingerprints)")
                    .bind("tenant", key.tenant.value())
                    .bind("id", key.id)
                    .bind("fingerprints", acked.toArray(String[]::new))
                    .execute();
        }
    }

    /// Forgets alerts that are over, and the group when nothing is left in it.
    void forget(Tx tx, GroupKey key, Collection<Alert> over) {
        if (!over.isEmpty()) {
            tx.handle()
                    .createUpdate("delete from notification.watched where tenant_id = :tenant and group_id = :id"
                            + " and fingerprint = any(:fingerprints)")
                    .bind("tenant", key.tenant.value())
                    .bind("id", key.id)
                    .bind("fingerprints", over.stream().map(Alert::fingerprint).toArray(String[]::new))
                    .execute();
        }
        tx.handle()
                .createUpdate("delete from notification.groups g where g.tenant_id = :tenant and g.id = :id"
                        + " and not exists (select 1 from notification.watched w"
                        + " where w.tenant_id = :tenant and w.group_id = :id)")
                .bind("tenant", key.tenant.value())
                .bind("id", key.id)
                .execute();
    }

    /// Nothing was told or heard at a time to come, and all that wait are looked at.
    void setBack(Tx tx, Instant now) {
        tx.handle().createUpdate("""
                        update notification.groups set due_at = least(due_at, :now), told_at = least(told_at, :now)
                        where due_at > :now or told_at > :now
                        """).bind("now", at(now)).execute();
        tx.handle()
                .createUpdate("update notification.watched set updated_at = :now where updated_at > :now")
                .bind("now", at(now))
                .execute();
    }

    /// Looks at a group later.
    void postpone(Tx tx, GroupKey key, Instant until) {
        tx.handle()
                .createUpdate("update notification.groups set due_at = :until where tenant_id = :tenant and id = :id")
                .bind("tenant", key.tenant.value())
                .bind("id", key.id)
                .bind("until", at(until))
                .execute();
    }

    private static Member member(ResultSet row) throws SQLException {
        int episode = row.getInt("told_episode");
        Optional<Told> told = row.wasNull()
                ? Optional.empty()
                : Optional.of(new Told(
                        episode,
                        AlertState.valueOf(row.getString("told_state").toUpperCase(Locale.ROOT)),
                        Level.valueOf(row.getString("told_level").toUpperCase(Locale.ROOT))));
        return new Member(Json.read(row.getString("alert"), Alert.class), told, row.getBoolean("told_ack"));
    }

    private static Group group(ResultSet row) throws SQLException {
        return new Group(
                new TenantId(row.getObject("tenant_id", UUID.class)),
                row.getString("id"),
                row.getString("route"),
                Json.read(row.getString("labels").getBytes(StandardCharsets.UTF_8), TEXTS),
                row.getLong("round"),
                instant(row, "due_at"),
                instant(row, "told_at"),
                row.getInt("step"),
                instant(row, "step_at"),
                row.getInt("cycle"),
                row.getBoolean("acked"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable OffsetDateTime at(Optional<Instant> instant) {
        return instant.map(GroupStore::at).orElse(null);
    }
}
