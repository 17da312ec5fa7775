package io.dotmac.server.platform.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.model.Json;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.job.Job.State;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Rows of `public.jobs`, and their places in the scheduler's table.
final class JobStore {
    /// Shows the rows of all tenants.
    static final String ALL = "jobs:all";

    private static final String INSERT = """
            insert into public.jobs (id, tenant_id, kind, state, parameters, created_by, request_id, created_at,
              traceparent)
            values (:id, cast(:tenant as uuid), :kind, 'queued', cast(:parameters as json), cast(:by as uuid),
              :request, :at, :trace)
            """;
    private static final String SCHEDULE = """
            insert into public.scheduled_tasks
              (task_name, task_instance, execution_time, picked, version, consecutive_failures, priority)
            values (:task, :instance, :at, false, 1, 0, 0) on conflict do nothing
            """;
    private static final int MAX_ERROR = 2_000;

    private final Database database;

    JobStore(Database database) {
        this.database = database;
    }

    void insert(Tx tx, Job job, String requestId, String trace) {
        tx.handle()
                .createUpdate(INSERT)
                .bind("id", job.id())
                .bind("tenant", value(job.tenant()))
                .bind("kind", job.kind())
                .bind("parameters", job.parameters().toString())
                .bind("by", job.createdBy().orElse(null))
                .bind("request", requestId)
                .bind("trace", trace)
                .bind("at", job.createdAt().atOffset(ZoneOffset.UTC))
                .execute();
        schedule(tx.handle(), job.id(), job.createdAt());
    }

    /// Where in its trace the job was asked for, as `traceparent`; empty when nobody followed.
    String trace(UUID id) {
        return database.withKey(
                ALL,
                handle -> handle.createQuery("select traceparent from public.jobs where id = :id")
                        .bind("id", id)
                        .mapTo(String.class)
                        .findOne()
                        .orElse(""));
    }

    Optional<Job> find(Optional<TenantId> tenant, UUID id) {
        return database.withKey(
                ALL,
                handle -> handle.createQuery("""
                        select * from public.jobs
                        where id = :id and (cast(:tenant as uuid) is null or tenant_id = cast(:tenant as uuid))
                        """)
                        .bind("id", id)
                        .bind("tenant", value(tenant))
                        .map((row, context) -> job(row))
                        .findOne());
    }

    /// A page of one tenant's jobs, or of all.
    List<Job> list(Optional<TenantId> tenant, ListQuery query) {
        ListSql sql = ListSql.of(query);
        return database.withKey(
                ALL,
                handle -> handle.createQuery("select * from public.jobs"
                                + " where (cast(:tenant as uuid) is null or tenant_id = cast(:tenant as uuid)) and "
                                + sql.condition() + sql.tail())
                        .bind("tenant", value(tenant))
                        .bindMap(sql.values())
                        .map((row, context) -> job(row))
                        .list());
    }

    /// Those of all tenants that are not done, the latest first.
    List<Job> open(int limit) {
        return database.withKey(
                ALL,
                handle -> handle.createQuery(
                                "select * from public.jobs where state <> 'done' order by id desc limit :limit")
                        .bind("limit", limit)
                        .map((row, context) -> job(row))
                        .list());
    }

    /// Notes that an attempt begins; empty when the job is gone or done.
    Optional<Job> begin(UUID id, Instant at) {
        return database.withKey(
                ALL,
                handle -> handle.createQuery("""
                        update public.jobs set state = 'running', attempts = attempts + 1, started_at = :at
                        where id = :id and state in ('queued', 'running') returning *
                        """)
                        .bind("id", id)
                        .bind("at", at.atOffset(ZoneOffset.UTC))
                        .map((row, context) -> job(row))
                        .findOne());
    }

    void progress(UUID id, int percent) {
        database.withKey(
                ALL,
                handle -> handle.createUpdate("update public.jobs set progress = :percent where id = :id")
                        .bind("id", id)
                        .bind("percent", Math.clamp(percent, 0, 100))
                        .execute());
    }

    void done(UUID id, Object result, Instant at) {
        database.withKey(
                ALL,
                handle -> handle.createUpdate("""
                        update public.jobs set state = 'done', progress = 100, result = cast(:result as json),
                          error = '', finished_at = :at where id = :id
                        """)
                        .bind("id", id)
                        .bind("result", Json.text(result))
                        .bind("at", at.atOffset(ZoneOffset.UTC))
                        .execute());
    }

    void failed(UUID id, State next, String error, Instant at) {
        database.withKey(
                ALL,
                handle -> handle.createUpdate("""
                        update public.jobs set state = :state, error = :error,
                          finished_at = case when :state = 'dead' then cast(:at as timestamptz) end where id = :id
                        """)
                        .bind("id", id)
                        .bind("state", text(next))
                        .bind("error", error.length() > MAX_ERROR ? error.substring(0, MAX_ERROR) : error)
                        .bind("at", at.atOffset(ZoneOffset.UTC))
                        .execute());
    }

    /// Puts a dead job back into the queue; empty when there is none of that id.
    Optional<Job> replay(Tx tx, UUID id, Instant at) {
        Optional<Job> job = tx.handle()
                .createQuery("""
                        update public.jobs set state = 'queued', attempts = 0, finished_at = null
                        where id = :id and state = 'dead' returning *
                        """)
                .bind("id", id)
                .map((row, context) -> job(row))
                .findOne();
        job.ifPresent(one -> schedule(tx.handle(), id, at));
        return job;
    }

    /// How many jobs there are in each state but done.
    Map<State, Long> depth() {
        return database.withKey(ALL, handle -> {
            Map<State, Long> counts = new EnumMap<>(State.class);
            handle.createQuery("select state, count(*) from public.jobs where state <> 'done' group by state")
                    .map((row, context) -> Map.entry(state(row.getString(1)), row.getLong(2)))
                    .forEach(one -> counts.put(one.getKey(), one.getValue()));
            return counts;
        });
    }

    int clean(Instant before) {
        return database.withKey(
                ALL,
                handle -> handle.createUpdate("delete from public.jobs where state = 'done' and finished_at < :before")
                        .bind("before", before.atOffset(ZoneOffset.UTC))
                        .execute());
    }

    private static void schedule(Handle handle, UUID id, Instant at) {
        handle.createUpdate(SCHEDULE)
                .bind("task", Jobs.TASK)
                .bind("instance", id.toString())
                .bind("at", at.atOffset(ZoneOffset.UTC))
                .execute();
    }

    private static Job job(ResultSet row) throws SQLException {
        return new Job(
                row.getObject("id", UUID.class),
                Optional.ofNullable(row.getObject("tenant_id", UUID.class)).map(TenantId::new),
                row.getString("kind"),
                state(row.getString("state")),
                Json.read(row.getString("parameters"), JsonNode.class),
                row.getInt("progress"),
                Optional.ofNullable(row.getString("result")).map(text -> Json.read(text, JsonNode.class)),
                row.getString("error"),
                row.getInt("attempts"),
                Optional.ofNullable(row.getObject("created_by", UUID.class)),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "started_at"),
                instant(row, "finished_at"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static State state(String text) {
        return State.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static String text(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable UUID value(Optional<TenantId> tenant) {
        return tenant.map(TenantId::value).orElse(null);
    }
}
