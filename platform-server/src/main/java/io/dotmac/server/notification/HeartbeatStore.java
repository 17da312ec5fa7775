package io.dotmac.server.notification;

import io.dotmac.model.alert.Level;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.notification.Heartbeat;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Rows of `notification.heartbeats`; of tokens only hashes are kept.
final class HeartbeatStore {
    /// A heartbeat and whose it is.
    record Kept(TenantId tenant, Heartbeat heartbeat) {}

    /// A heartbeat that came, and whether it was missed until then.
    record Beat(Kept kept, boolean wasMissed) {}

    void insert(Tx tx, TenantId tenant, Heartbeat made, String hash) {
        tx.handle()
                .createUpdate("""
                        insert into notification.heartbeats (tenant_id, id, name, token_hash, every_seconds,
                          grace_seconds, level, due_at, missed, created_at)
                        values (:tenant, :id, :name, :hash, :every, :grace, :level, :due, false, :created)
                        """)
                .bind("tenant", tenant.value())
                .bind("id", made.id())
                .bind("name", made.name())
                .bind("hash", hash)
                .bind("every", made.everySeconds())
                .bind("grace", made.graceSeconds())
                .bind("level", made.level().name().toLowerCase(Locale.ROOT))
                .bind("due", made.dueAt().atOffset(ZoneOffset.UTC))
                .bind("created", made.createdAt().atOffset(ZoneOffset.UTC))
                .execute();
    }

    List<Heartbeat> page(Tx tx, TenantId tenant, ListQuery query) {
        ListSql sql = ListSql.of(query);
        return tx.handle()
                .createQuery("select * from notification.heartbeats where tenant_id = :tenant and " + sql.condition()
                        + sql.tail())
                .bind("tenant", tenant.value())
                .bindMap(sql.values())
                .map((row, context) -> kept(row).heartbeat)
                .list();
    }

    long count(Tx tx, TenantId tenant) {
        return tx.handle()
                .createQuery("select count(*) from notification.heartbeats where tenant_id = :tenant")
                .bind("tenant", tenant.value())
                .mapTo(Long.class)
                .one();
    }

    Optional<Heartbeat> delete(Tx tx, TenantId tenant, UUID id) {
        return tx.handle()
                .createQuery("delete from notification.heartbeats where tenant_id = :tenant and id = :id returning *")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .map((row, context) -> kept(row).heartbeat)
                .findOne();
    }

    /// A heartbeat came.
    Optional<Beat> beat(Tx tx, String hash, Instant now) {
        return tx.handle()
                .createQuery("""
                        with before as (
                          select id, missed from notification.heartbeats where token_hash = :hash for update)
                        update notification.heartbeats h set last_at = :now, missed = false,
                          due_at = cast(:now as timestamptz) + make_interval(secs => h.every_seconds + h.grace_seconds)
                        from before where h.id = before.id returning h.*, before.missed was_missed
                        """)
                .bind("hash", hash)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .map((row, context) -> new Beat(kept(row), row.getBoolean("was_missed")))
                .findOne();
    }

    /// A server is there to hear them; tells when one was last, if that is a while ago.
    Optional<Instant> heard(Tx tx, Instant now) {
        return tx.handle()
                .createQuery("""
                        with before as (select heard_at from notification.hearing)
                        insert into notification.hearing as h (heard_at) values (:now)
                        on conflict (one) do update set heard_at = excluded.heard_at
                          where abs(extract(epoch from excluded.heard_at - h.heard_at)) >= 10
                        returning (select heard_at from before) heard_at
                        """)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .map((row, context) -> Optional.ofNullable(row.getObject("heard_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant))
                .findOne()
                .flatMap(heard -> heard);
    }

    /// Those that may have come in vain are due when they come next, if they are as regular as they were.
    void excuse(Tx tx, Instant now) {
        tx.handle().createUpdate("""
                        update notification.heartbeats set due_at = due_at + make_interval(secs => every_seconds * (1 + floor(
                          extract(epoch from cast(:now as timestamptz) - due_at + make_interval(secs => 2 * grace_seconds))
                            / every_seconds)))
                        where not missed and due_at <= cast(:now as timestamptz) + make_interval(secs => 2 * grace_seconds)
                        """).bind("now", now.atOffset(ZoneOffset.UTC)).execute();
    }

    /// The clock was set back: none is waited for longer than it is due.
    void setBack(Tx tx, Instant now) {
        tx.handle().createUpdate("""
                        update notification.heartbeats set last_at = least(last_at, :now), due_at = least(due_at,
                          cast(:now as timestamptz) + make_interval(secs => every_seconds + grace_seconds))
                        where due_at > cast(:now as timestamptz) + make_interval(secs => every_seconds + grace_seconds)
                        """).bind("now", now.atOffset(ZoneOffset.UTC)).execute();
    }

    /// Those of all tenants that are missed from now on.
    List<Kept> miss(Tx tx, Instant now) {
        return tx.handle()
                .createQuery("update notification.heartbeats set missed = true where due_at <= :now and not missed"
                        + " returning *")
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .map((row, context) -> kept(row))
                .list();
    }

    /// Those of all tenants that are missed.
    List<Kept> missed(Tx tx) {
        return tx.handle()
                .createQuery("select * from notification.heartbeats where missed")
                .map((row, context) -> kept(row))
                .list();
    }

    private static Kept kept(ResultSet row) throws SQLException {
        Heartbeat heartbeat = new Heartbeat(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getLong("every_seconds"),
                row.getLong("grace_seconds"),
                Level.valueOf(row.getString("level").toUpperCase(Locale.ROOT)),
                Optional.ofNullable(row.getObject("last_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                row.getObject("due_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("missed"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
        return new Kept(new TenantId(row.getObject("tenant_id", UUID.class)), heartbeat);
    }
}
