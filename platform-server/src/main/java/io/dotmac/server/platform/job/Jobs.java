package io.dotmac.server.platform.job;

import com.fasterxml.uuid.Generators;
import io.dotmac.model.Json;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.job.Job.State;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.secret.Identity.Home;
import io.dotmac.server.platform.telemetry.LogKeys;
import io.dotmac.server.platform.telemetry.TraceContext;
import io.dotmac.server.platform.telemetry.Tracing;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.MDC;

/// The queue of jobs, as use cases and people see it. Safe for use by several threads.
public final class Jobs {
    /// Name of the scheduler's task that runs jobs.
    static final String TASK = "job";

    private final Database database;
    private final JobStore store;
    private final Clock clock;
    private final Tracing tracing;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /// Runs nothing itself; a [JobRunner] does.
    ///
    /// @param tracing whose context goes along with each job
    public Jobs(Database database, Clock clock, Tracing tracing) {
        this.tracing = tracing;
        this.database = database;
        this.store = new JobStore(database);
        this.clock = clock;
    }

    /// Enqueues a job that exists once `tx` is committed, and never when it is rolled back.
    ///
    /// @param parameters a wire record
    public Job enqueue(Tx tx, Caller caller, String kind, Object parameters) {
        Job job = new Job(
                Generators.timeBasedEpochRandomGenerator().generate(),
                tx.tenant(),
                kind,
                State.QUEUED,
                Json.mapper().valueToTree(parameters),
                0,
                Optional.empty(),
                "",
                0,
                Optional.of(caller.id()),
                clock.instant(),
                Optional.empty(),
                Optional.empty());
        store.insert(
                tx,
                job,
                Optional.ofNullable(MDC.get(LogKeys.REQUEST_ID)).orElse(""),
                tracing.context().map(TraceContext::traceparent).orElse(""));
        tx.afterCommit(this::wake);
        return job;
    }

    /// A job; another tenant's does not exist.
    public Job find(Caller caller, UUID id) {
        return find(caller.tenant().map(Home::id), id);
    }

    /// The same for whom no request speaks.
    ///
    /// @param tenant whose; all jobs if empty
    public Job find(Optional<TenantId> tenant, UUID id) {
        return store.find(tenant, id).orElseThrow(() -> Refusal.notFound("job", id));
    }

    /// A page of one tenant's jobs, or of all.
    public List<Job> list(Optional<TenantId> tenant, ListQuery query) {
        return store.list(tenant, query);
    }

    /// Those that are not done, at most `limit`, the latest first.
    public List<Job> open(int limit) {
        return store.open(limit);
    }

    /// Puts a dead job back into the queue. Another tenant's does not exist.
    ///
    /// @param tenant whose; all jobs if empty
    /// @param also is done in the same transaction, with the job as it was
    public Job replay(Optional<TenantId> tenant, UUID id, BiConsumer<Tx, Job> also) {
        Job dead = find(tenant, id);
        Function<Tx, Job> work = tx -> {
            Job job = store.replay(tx, id, clock.instant())
                    .orElseThrow(
                            () -> Refusal.conflict("NOT_DEAD", "job " + id + " is not dead, so it runs by itself"));
            also.accept(tx, dead);
            tx.afterCommit(this::wake);
            return job;
        };
        return dead.tenant()
                .map(one -> database.transaction(one, work))
                .orElseGet(() -> database.keyTransaction(JobStore.ALL, work));
    }

    /// How many jobs wait, run, are dead.
    public Map<State, Long> depth() {
        return store.depth();
    }

    /// Forgets jobs that were done longer ago than that.
    public int clean(Duration keep) {
        return store.clean(clock.instant().minus(keep));
    }

    JobStore store() {
        return store;
    }

    void onCommit(Runnable listener) {
        listeners.add(listener);
    }

    private void wake() {
        listeners.forEach(Runnable::run);
    }
}
