package io.dotmac.server.notification;

import io.dotmac.model.Json;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.notification.Delivery;
import io.dotmac.model.notification.Delivery.State;
import io.dotmac.model.notification.NoticeKind;
import io.dotmac.server.notification.send.Notice;
import io.dotmac.server.notification.send.Phrases;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Rows of `notification.deliveries`.
final class DeliveryStore {
    private static final String INSERT = """
            insert into notification.deliveries (tenant_id, id, receiver_id, receiver, kind, state, thread, dedup, route,
              level, subject, notice, alerts, attempts, error, created_at, due_at, tried_at,
              held_until)
            values (:tenant, :id, :receiver_id, :receiver, :kind, :state, :thread, :dedup, :route, :level, :subject,
              :notice::jsonb, :alerts, :attempts, '', :created, :due, :tried, :held)
            on conflict (tenant_id, receiver_id, dedup) do nothing
            """;

    /// Only one server at a time chooses, so that caps hold for all of them together.
    private static final String ALONE =
            "select pg_try_advisory_xact_lock(hashtextextended('dotmac notification claim', 0))";

    private static final String DUE = """
            select * from notification.deliveries d
            where d.state in ('queued', 'sending') and d.due_at <= :now and not exists (
              select 1 from notification.deliveries e
              where e.tenant_id = d.tenant_id and e.receiver_id = d.receiver_id and e.thread = d.thread
                and e.seq < d.seq and e.state in ('queued', 'sending'))
            order by d.due_at, d.seq limit :most for update skip locked
            """;

    /// How much of the last minute's room a receiver has used.
    ///
    /// @param count messages
    /// @param first when the first of them was sent
    record Used(int count, Instant first) {}

    /// What waited and is only counted now.
    ///
    /// @param rule of its first alert
    /// @param level the worst
    /// @param alerts how many
    record Folded(String rule, String level, int alerts) {}

    /// Whether it was new.
    boolean insert(Tx tx, Message message, String receiver, State state, Optional<Instant> due) {
        return insert(tx, message, receiver, state, due, Optional.empty());
    }

    /// The same for what is told at a later time, unless it is withdrawn before.
    boolean hold(Tx tx, Message message, String receiver, Instant until) {
        return insert(tx, message, receiver, State.QUEUED, Optional.of(until), Optional.of(until));
    }

    private static boolean insert(
            Tx tx, Message message, String receiver, State state, Optional<Instant> due, Optional<Instant> held) {
        Notice notice = message.notice();
        return tx.handle()
                        .createUpdate(INSERT)
                        .bind("tenant", message.tenant().value())
                        .bind("id", message.id())
                        .bind("receiver_id", message.receiverId())
                        .bind("receiver", receiver)
                        .bind("kind", word(message.kind()))
                        .bind("state", word(state))
                        .bind("thread", message.thread())
                        .bind("dedup", message.dedup())
                        .bind("route", notice.route())
                        .bind("level", word(notice.level()))
                        .bind("subject", Phrases.subject(notice))
                        .bind("notice", Json.text(notice))
                        .bind("alerts", message.alerts().toArray(String[]::new))
                        .bind("attempts", message.attempts())
                        .bind("created", at(message.createdAt()))
                        .bind("due", due.map(DeliveryStore::at).orElse(null))
                        .bind("tried", state == State.QUEUED ? null : at(message.createdAt()))
                        .bind("held", held.map(DeliveryStore::at).orElse(null))
                        .execute()
                == 1;
    }

    /// What waits in a thread is told better by what comes now; returns what was to be told.
    List<Notice> supersede(Tx tx, TenantId tenant, UUID receiver, String thread) {
        return tx.handle()
                .createQuery("""
                        update notification.deliveries set state = 'superseded', due_at = null
                        where tenant_id = :tenant and receiver_id = :receiver and thread = :thread and state = 'queued'
                        returning notice
                        """)
                .bind("tenant", tenant.value())
                .bind("receiver", receiver)
                .bind("thread", thread)
                .mapTo(String.class)
                .map(text -> Json.read(text, Notice.class))
                .list();
    }

    /// Until when a message of a thread is held, where there is one.
    Optional<Instant> heldUntil(Tx tx, TenantId tenant, UUID receiver, String thread) {
        return tx.handle()
                .createQuery("""
                        select min(held_until) held from notification.deliveries
                        where tenant_id = :tenant and receiver_id = :receiver and thread = :thread and state = 'queued'
                          and held_until is not null
                        """)
                .bind("tenant", tenant.value())
                .bind("receiver", receiver)
                .bind("thread", thread)
                .map((row, context) -> instant(row, "held"))
                .one();
    }

    /// What is still held of some threads is not told.
    void withdraw(Tx tx, TenantId tenant, Collection<String> threads, Instant now) {
        tx.handle()
                .createUpdate("""
                        update notification.deliveries set state = 'superseded', due_at = null
                        where tenant_id = :tenant and thread = any(:threads) and state = 'queued' and held_until > :now
                        """)
                .bind("tenant", tenant.value())
                .bind("threads", threads.toArray(String[]::new))
                .bind("now", at(now))
                .execute();
    }

    /// Whether the last that a receiver was told of a thread is that it fires, or waits to be told now.
    boolean toldFiring(Tx tx, TenantId tenant, UUID receiver, String thread, Instant now) {
        return tx.handle()
                .createQuery("""
                        select kind from notification.deliveries
                        where tenant_id = :tenant and receiver_id = :receiver and thread = :thread
                          and (state in ('sent', 'sending', 'doubtful', 'folded')
                            or (state = 'queued' and (held_until is null or held_until <= :now)))
                        order by seq desc limit 1
                        """)
                .bind("tenant", tenant.value())
                .bind("receiver", receiver)
                .bind("thread", thread)
                .bind("now", at(now))
                .mapTo(String.class)
                .findOne()
                .filter(kind -> !kind.equals(word(NoticeKind.RESOLVED)))
                .isPresent();
    }

    /// Whether this server may choose what to send until the transaction's end.
    boolean alone(Tx tx) {
        return tx.handle().createQuery(ALONE).mapTo(Boolean.class).one();
    }

    /// What is to be sent, of all tenants; of each thread only the first.
    List<Message> due(Tx tx, Instant now, int most) {
        return tx.handle()
                .createQuery(DUE)
                .bind("now", at(now))
                .bind("most", most)
                .map((row, context) -> message(row))
                .list();
    }

    /// How many messages each receiver was sent since a time.
    Map<UUID, Used> used(Tx tx, Collection<UUID> receivers, Instant since) {
        Map<UUID, Used> used = new HashMap<>();
        tx.handle()
                .createQuery("""
                        select r.id, count(d.id) count, min(d.tried_at) first
                        from notification.receivers r join notification.deliveries d
                          on d.tenant_id = r.tenant_id and d.receiver_id = r.id and d.tried_at > :since
                            and d.tried_at <= cast(:since as timestamptz) + interval '2 minutes' and d.kind <> 'test'
                        where r.id = any(:ids) group by r.id
                        """)
                .bind("ids", receivers.toArray(UUID[]::new))
                .bind("since", at(since))
                .map((row, context) -> Map.entry(
                        row.getObject("id", UUID.class),
                        new Used(row.getInt("count"), instant(row, "first").orElse(Instant.MIN))))
                .forEach(one -> used.put(one.getKey(), one.getValue()));
        return used;
    }

    /// Those of these threads in which a receiver was told that something fires.
    Set<String> begun(Tx tx, TenantId tenant, UUID receiver, Collection<String> threads) {
        return tx.handle()
                .createQuery("""
                        select distinct thread from notification.deliveries
                        where tenant_id = :tenant and receiver_id = :receiver and thread = any(:threads)
                          and state in ('sent', 'sending', 'doubtful') and kind in ('firing', 'repeat', 'escalation')
                        """)
                .bind("tenant", tenant.value())
                .bind("receiver", receiver)
                .bind("threads", threads.toArray(String[]::new))
                .mapTo(String.class)
                .set();
    }

    /// An attempt begins; when nothing is heard of it until `lease`, its end is in doubt.
    void sending(Tx tx, Collection<UUID> ids, Instant now, Instant lease) {
        tx.handle()
                .createUpdate("""
                        update notification.deliveries set state = 'sending', attempts = attempts + 1, tried_at = :now,
                          due_at = :lease where id = any(:ids)
                        """)
                .bind("ids", ids.toArray(UUID[]::new))
                .bind("now", at(now))
                .bind("lease", at(lease))
                .execute();
    }

    /// Waits on.
    void wait(Tx tx, Collection<UUID> ids, Instant until) {
        tx.handle()
                .createUpdate("update notification.deliveries set due_at = :until"
                        + " where id = any(:ids) and state in ('queued', 'sending')")
                .bind("ids", ids.toArray(UUID[]::new))
                .bind("until", at(until))
                .execute();
    }

    /// What was written at a time to come was written now, and waits as long as it was to.
    void setBack(Tx tx, Instant now, Instant latest) {
        tx.handle()
                .createUpdate("""
                        update notification.deliveries set created_at = least(created_at, :now),
                          due_at = case when held_until is null then least(due_at, :latest)
                            else due_at - greatest(created_at - :now, interval '0') end,
                          held_until = held_until - greatest(created_at - :now, interval '0')
                        where state in ('queued', 'sending') and due_at > :now
                        """)
                .bind("now", at(now))
                .bind("latest", at(latest))
                .execute();
    }

    /// Was claimed, but its turn did not come.
    void unclaim(Tx tx, Collection<UUID> ids, Instant until) {
        tx.handle()
                .createUpdate("update notification.deliveries set state = 'queued', due_at = :until, tried_at = null,"
                        + " attempts = attempts - 1 where id = any(:ids) and state = 'sending'")
                .bind("ids", ids.toArray(UUID[]::new))
                .bind("until", at(until))
                .execute();
    }

    /// What becomes of it.
    void end(Tx tx, Collection<UUID> ids, State state, String error, Optional<Instant> sentAt) {
        tx.handle()
                .createUpdate("""
                        update notification.deliveries set state = :state, error = :error, due_at = null,
                          sent_at = :sent where id = any(:ids)
                        """)
                .bind("ids", ids.toArray(UUID[]::new))
                .bind("state", word(state))
                .bind("error", error)
                .bind("sent", sentAt.map(DeliveryStore::at).orElse(null))
                .execute();
    }

    /// Waits for the next attempt.
    void again(Tx tx, UUID id, String error, Instant due) {
        tx.handle()
                .createUpdate("update notification.deliveries set state = 'queued', error = :error, due_at = :due"
                        + " where id = :id")
                .bind("id", id)
                .bind("error", error)
                .bind("due", at(due))
                .execute();
    }

    /// Everything that waits for a receiver but these is only counted, and what can not be counted waits on.
    List<Folded> fold(Tx tx, TenantId tenant, UUID receiver, Collection<UUID> but, Collection<NoticeKind> kinds) {
        return tx.handle()
                .createQuery("""
                        update notification.deliveries set state = 'folded', due_at = null
                        where tenant_id = :tenant and receiver_id = :receiver and state = 'queued'
                          and held_until is null and kind = any(:kinds) and not (id = any(:but))
                        returning coalesce(notice->'firing'->0->>'rule', notice->'resolved'->0->>'rule', '') rule,
                          level, (notice->>'firing_count')::int + (notice->>'resolved_count')::int alerts
                        """)
                .bind("tenant", tenant.value())
                .bind("receiver", receiver)
                .bind("but", but.toArray(UUID[]::new))
                .bind("kinds", kinds.stream().map(DeliveryStore::word).toArray(String[]::new))
                .map((row, context) -> new Folded(row.getString("rule"), row.getString("level"), row.getInt("alerts")))
                .list();
    }

    /// When there is something to do next, of groups, messages and heartbeats.
    Optional<Instant> next(Tx tx) {
        return tx.handle()
                .createQuery("""
                        select least((select min(due_at) from notification.groups where due_at is not null),
                          (select min(due_at) from notification.deliveries where state in ('queued', 'sending')),
                          (select min(due_at) from notification.heartbeats where not missed)) next
                        """)
                .map((row, context) -> instant(row, "next"))
                .one();
    }

    /// How many wait, and since when the oldest does.
    Map.Entry<Long, Optional<Instant>> waiting(Tx tx) {
        return tx.handle()
                .createQuery("select count(*) count, min(created_at) first from notification.deliveries"
                        + " where state in ('queued', 'sending')")
                .map((row, context) -> Map.entry(row.getLong("count"), instant(row, "first")))
                .one();
    }

    /// Since when messages wait that should have been tried long ago: due before `due`, or waiting since before `first`
    /// while nothing at all was sent.
    Optional<Instant> stuck(Tx tx, Instant due, Instant first) {
        return tx.handle()
                .createQuery("""
                        select min(created_at) first from notification.deliveries
                        where state in ('queued', 'sending') and (due_at < :due or created_at < :first
                          and not exists (select 1 from notification.deliveries where state = 'sent' and sent_at > :first))
                        """)
                .bind("due", at(due))
                .bind("first", at(first))
                .map((row, context) -> instant(row, "first"))
                .one();
    }

    List<Delivery> page(Tx tx, TenantId tenant, Optional<String> alert, ListQuery query) {
        ListSql sql = ListSql.of(query);
        return tx.handle()
                .createQuery("select * from notification.deliveries where tenant_id = :tenant"
                        + " and (:alert::text is null or alerts @> array[:alert::text]) and " + sql.condition()
                        + sql.tail())
                .bind("tenant", tenant.value())
                .bind("alert", alert.orElse(null))
                .bindMap(sql.values())
                .map((row, context) -> delivery(row))
                .list();
    }

    Optional<Delivery> find(Tx tx, TenantId tenant, UUID id) {
        return tx.handle()
                .createQuery("select * from notification.deliveries where tenant_id = :tenant and id = :id")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .map((row, context) -> delivery(row))
                .findOne();
    }

    /// When the first of those was made that ended.
    Optional<Instant> oldest(Tx tx) {
        return tx.handle()
                .createQuery("select min(created_at) from notification.deliveries"
                        + " where state not in ('queued', 'sending')")
                .mapTo(OffsetDateTime.class)
                .findOne()
                .map(OffsetDateTime::toInstant);
    }

    /// Deletes what ended before a time, some of it; returns how much.
    int clean(Tx tx, Instant before, int most) {
        return tx.handle()
                .createUpdate("""
                        delete from notification.deliveries where id in (
                          select id from notification.deliveries
                          where created_at < :before and state not in ('queued', 'sending') limit :most)
                        """)
                .bind("before", at(before))
                .bind("most", most)
                .execute();
    }

    private static Message message(ResultSet row) throws SQLException {
        return new Message(
                new TenantId(row.getObject("tenant_id", UUID.class)),
                row.getObject("id", UUID.class),
                row.getLong("seq"),
                row.getObject("receiver_id", UUID.class),
                row.getString("thread"),
                row.getString("dedup"),
                Json.read(row.getString("notice"), Notice.class),
                texts(row, "alerts"),
                row.getInt("attempts"),
                row.getString("state").equals("sending"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        return new Delivery(
                row.getObject("id", UUID.class),
                row.getLong("seq"),
                row.getObject("receiver_id", UUID.class),
                row.getString("receiver"),
                NoticeKind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getString("route"),
                row.getString("level"),
                row.getString("subject"),
                texts(row, "alerts"),
                row.getInt("attempts"),
                row.getString("error"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "due_at"),
                instant(row, "tried_at"),
                instant(row, "sent_at"));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return Arrays.asList((String[]) row.getArray(column).getArray());
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
}
