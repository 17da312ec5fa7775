package io.dotmac.server.platform.event;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;

/// Rows of `public.outbox`.
final class OutboxStore {
    /// Shows the rows of all tenants.
    static final String ALL = "events:all";

    private static final String INSERT = """
            insert into public.outbox (tenant_id, event_id, type, aggregate, payload, request_id, only_for, at,
              traceparent)
            values (cast(:tenant as uuid), :event, :type, :aggregate, cast(:payload as json), :request, :only, :at,
              :trace)
            """;

    /// One relay at a time, so that two never overtake each other.
    private static final String ALONE = "select pg_advisory_xact_lock(hashtextextended('dotmac event relay', 0))";

    private static final String WAITING = """
            select id, tenant_id, event_id, type, aggregate, payload, request_id, only_for, traceparent
            from public.outbox where published_at is null and id > :after order by id limit :limit
            """;

    private final Database database;

    OutboxStore(Database database) {
        this.database = database;
    }

    /// An event on its way.
    ///
    /// @param event the fact
    /// @param onlyFor the one consumer that is to be told; empty for all
    /// @param trace where in its trace it was told, as `traceparent`; empty when nobody follows
    record Told(Event event, String onlyFor, String trace) {}

    /// An event that was not told yet.
    ///
    /// @param id its number in the outbox
    record Waiting(long id, Told told) {}

    static void insert(Tx tx, List<Told> told, Instant at) {
        if (told.isEmpty()) {
            return;
        }
        PreparedBatch batch = tx.handle().prepareBatch(INSERT);
        told.forEach(one -> bind(batch, one, at).add());
        batch.execute();
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Told told, Instant at) {
        Event event = told.event();
        return statement
                .bind("tenant", event.tenant().map(TenantId::value).orElse(null))
                .bind("event", event.id())
                .bind("type", event.type())
                .bind("aggregate", event.aggregate())
                .bind("payload", event.payload())
                .bind("request", event.requestId())
                .bind("only", told.onlyFor())
                .bind("trace", told.trace())
                .bind("at", at.atOffset(ZoneOffset.UTC));
    }

    /// Gives the oldest events that wait to `publish`, in order, and notes that they were told unless it throws.
    /// Returns how many there were.
    int relay(int limit, Consumer<List<Told>> publish) {
        return database.withKey(ALL, handle -> {
            handle.execute(ALONE);
            List<Waiting> rows = handle.createQuery(WAITING)
                    .bind("after", 0)
                    .bind("limit", limit)
                    .map((row, context) -> row(row))
                    .list();
            if (!rows.isEmpty()) {
                publish.accept(rows.stream().map(Waiting::told).toList());
                Long[] ids = rows.stream().map(Waiting::id).toArray(Long[]::new);
                handle.createUpdate("update public.outbox set published_at = now() where id = any(:ids)")
                        .bind("ids", ids)
                        .execute();
            }
            return rows.size();
        });
    }

    /// Events that wait to be told and bear a number after `id`, in order; nobody is kept from telling them.
    List<Waiting> waitingAfter(long id, int limit) {
        return database.withKey(
                ALL,
                handle -> handle.createQuery(WAITING)
                        .bind("after", id)
                        .bind("limit", limit)
                        .map((row, context) -> row(row))
                        .list());
    }

    /// Has everything told again that was told after `since`.
    int again(Instant since) {
        return database.withKey(
                ALL,
                handle -> handle.createUpdate(
                                "update public.outbox set published_at = null where published_at >= :since")
                        .bind("since", since.atOffset(ZoneOffset.UTC))
                        .execute());
    }

    /// Whether any event waits.
    boolean isWaiting() {
        return database.withKey(
                ALL,
                handle -> handle.createQuery("select exists (select 1 from public.outbox where published_at is null)")
                        .mapTo(Boolean.class)
                        .one());
    }

    /// How many events wait to be told.
    long waiting() {
        return database.withKey(
                ALL,
                handle -> handle.createQuery("select count(*) from public.outbox where published_at is null")
                        .mapTo(Long.class)
                        .one());
    }

    /// Deletes what was told, and what was dealt with, longer than `keep` ago; an event that may be told again is
    /// still known to its consumers.
    int clean(Instant now, Duration keep) {
        return database.withKey(ALL, handle -> {
            int told = handle.createUpdate("delete from public.outbox where published_at < :before")
                    .bind("before", now.minus(keep).atOffset(ZoneOffset.UTC))
                    .execute();
            return told
                    + handle.createUpdate("delete from public.consumed_events where consumed_at < :before")
                            .bind("before", now.minus(keep.multipliedBy(2)).atOffset(ZoneOffset.UTC))
                            .execute();
        });
    }

    private static Waiting row(ResultSet row) throws SQLException {
        Optional<TenantId> tenant =
                Optional.ofNullable(row.getObject("tenant_id", UUID.class)).map(TenantId::new);
        Event event = new Event(
                row.getObject("event_id", UUID.class),
                row.getString("type"),
                row.getString("aggregate"),
                tenant,
                row.getString("payload"),
                row.getString("request_id"));
        return new Waiting(row.getLong("id"), new Told(event, row.getString("only_for"), row.getString("traceparent")));
    }
}
