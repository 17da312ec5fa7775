package io.dotmac.server.platform.event;

import com.fasterxml.uuid.Generators;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Rows of `public.consumed_events` and `public.dead_letters`.
final class DeadLetterStore {
    private static final String NOTE = """
            insert into public.consumed_events (tenant_id, consumer, event_id)
            values (cast(:tenant as uuid), :consumer, :event) on conflict do nothing
            """;
    private static final String INSERT = """
            insert into public.dead_letters (id, tenant_id, consumer, event_id, type, aggregate, payload, request_id,
              at, attempts, error, dead_at)
            values (:id, cast(:tenant as uuid), :consumer, :event, :type, :aggregate, cast(:payload as json), :request,
              :at, :attempts, :error, :at)
            on conflict (consumer, event_id) do update set attempts = public.dead_letters.attempts + excluded.attempts,
              error = excluded.error, dead_at = excluded.dead_at
            """;
    private static final String PAGE = """
            select * from public.dead_letters
            where (cast(:tenant as uuid) is null or tenant_id = cast(:tenant as uuid))
              and (cast(:after as uuid) is null or id > cast(:after as uuid))
            order by id limit :limit
            """;
    private static final String FIND = """
            select * from public.dead_letters
            where id = :id and (cast(:tenant as uuid) is null or tenant_id = cast(:tenant as uuid))
            """;
    private static final int MAX_ERROR = 2_000;

    private final Database database;

    DeadLetterStore(Database database) {
        this.database = database;
    }

    /// Whether this consumer has not dealt with the event yet; from the commit on it has.
    boolean note(Tx tx, String consumer, UUID event) {
        return tx.handle()
                        .createUpdate(NOTE)
                        .bind("tenant", tx.tenant().map(TenantId::value).orElse(null))
                        .bind("consumer", consumer)
                        .bind("event", event)
                        .execute()
                == 1;
    }

    void insert(String consumer, Event event, int attempts, String error, Instant at) {
        database.withKey(
                OutboxStore.ALL,
                handle -> handle.createUpdate(INSERT)
                        .bind("id", Generators.timeBasedEpochRandomGenerator().generate())
                        .bind("tenant", event.tenant().map(TenantId::value).orElse(null))
                        .bind("consumer", consumer)
                        .bind("event", event.id())
                        .bind("type", event.type())
                        .bind("aggregate", event.aggregate())
                        .bind("payload", event.payload())
                        .bind("request", event.requestId())
                        .bind("at", at.atOffset(ZoneOffset.UTC))
                        .bind("attempts", attempts)
                        .bind("error", error.length() > MAX_ERROR ? error.substring(0, MAX_ERROR) : error)
                        .execute());
    }

    /// Dead letters of one tenant, or of all, by id.
    List<DeadLetter> page(Optional<TenantId> tenant, Optional<UUID> after, int limit) {
        return database.withKey(
                OutboxStore.ALL,
                handle -> handle.createQuery(PAGE)
                        .bind("tenant", tenant.map(TenantId::value).orElse(null))
                        .bind("after", after.orElse(null))
                        .bind("limit", limit)
                        .map((row, context) -> letter(row))
                        .list());
    }

    /// A page of one tenant's dead letters, or of all.
    List<DeadLetter> list(Optional<TenantId> tenant, ListQuery query) {
        ListSql sql = ListSql.of(query);
        return database.withKey(
                OutboxStore.ALL,
                handle -> handle.createQuery("select * from public.dead_letters"
                                + " where (cast(:tenant as uuid) is null or tenant_id = cast(:tenant as uuid)) and "
                                + sql.condition() + sql.tail())
                        .bind("tenant", tenant.map(TenantId::value).orElse(null))
                        .bindMap(sql.values())
                        .map((row, context) -> letter(row))
                        .list());
    }

    /// One of a tenant's, or of all.
    Optional<DeadLetter> find(Optional<TenantId> tenant, UUID id) {
        return database.withKey(
                OutboxStore.ALL,
                handle -> handle.createQuery(FIND)
                        .bind("id", id)
                        .bind("tenant", tenant.map(TenantId::value).orElse(null))
                        .map((row, context) -> letter(row))
                        .findOne());
    }

    /// Whether it was still there.
    boolean remove(Tx tx, UUID id) {
        return tx.handle()
                        .createUpdate("delete from public.dead_letters where id = :id")
                        .bind("id", id)
                        .execute()
                == 1;
    }

    long count() {
        return database.withKey(
                OutboxStore.ALL,
                handle -> handle.createQuery("select count(*) from public.dead_letters")
                        .mapTo(Long.class)
                        .one());
    }

    private static DeadLetter letter(ResultSet row) throws SQLException {
        Event event = new Event(
                row.getObject("event_id", UUID.class),
                row.getString("type"),
                row.getString("aggregate"),
                Optional.ofNullable(row.getObject("tenant_id", UUID.class)).map(TenantId::new),
                row.getString("payload"),
                row.getString("request_id"));
        return new DeadLetter(
                row.getObject("id", UUID.class),
                row.getString("consumer"),
                event,
                row.getInt("attempts"),
                row.getString("error"),
                row.getObject("dead_at", OffsetDateTime.class).toInstant());
    }
}
