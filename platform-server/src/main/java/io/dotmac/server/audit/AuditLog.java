package io.dotmac.server.audit;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.audit.CheckpointFiles.Signed;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.job.Chore;
import io.dotmac.server.platform.job.Job;
import io.dotmac.server.platform.job.JobHandler;
import io.dotmac.server.platform.job.Jobs;
import io.dotmac.server.platform.query.ListQuery;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;

/// What was recorded: shown, verified, signed, dropped when it is too old.
public final class AuditLog {
    private static final String VERIFY = "audit.verify";

    private final AuditConfig config;
    private final Database database;
    private final Jobs jobs;
    private final AuditStore store;
    private final CheckpointFiles files;
    private final Clock clock;

    /// Reads what [Audit] writes.
    public AuditLog(AuditConfig config, Database database, Jobs jobs, Clock clock) {
        this.database = database;
        this.jobs = jobs;
        this.config = config;
        this.store = new AuditStore(database);
        this.files = new CheckpointFiles(config.checkpointFolder());
        this.clock = clock;
    }

    /// Its HTTP routes.
    public List<Route> routes() {
        return new AuditRoutes(this).routes();
    }

    /// What comes again and again.
    public List<Chore> chores() {
        return List.of(
                new Chore("audit-checkpoint", config.checkpointEvery(), this::checkpoint),
                new Chore("audit-partitions", Duration.ofHours(6), this::keepPartitions));
    }

    /// Verifies long chains beside requests.
    public JobHandler verifier() {
        return new JobHandler() {
            @Override
            public String kind() {
                return VERIFY;
            }

            @Override
            public Object run(Job job, IntConsumer progress) {
                return verify(job.tenant());
            }
        };
    }

    /// Walks the chain of `tenant`, or the platform's.
    public Verification verify(Optional<TenantId> tenant) {
        return new Verifier(store, files, CheckpointKey.load(config.keyFile())).verify(new Chain(tenant));
    }

    /// Signs the ends of all chains that have moved; returns how many.
    public int checkpoint() {
        CheckpointKey key = CheckpointKey.load(config.keyFile());
        List<Checkpoint> unsigned = store.unsigned(clock.instant(), key.id());
        for (Checkpoint one : unsigned) {
            byte[] signature = key.sign(one.canonical());
            files.append(new Signed(one, Base64.getEncoder().encodeToString(signature)));
            store.insert(one, signature);
        }
        return unsigned.size();
    }

    /// Makes the months to come, drops those that are too old, and signs what is left.
    public void keepPartitions() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        int dropped = store.keepPartitions(today.minusMonths(config.retentionMonths()), today);
        if (dropped > 0) {
            checkpoint();
        }
    }

    /// @param tenant whose chain; the platform's where it is empty
    ListQuery.Page<AuditRecord> page(Optional<TenantId> tenant, ListQuery query) {
        return query.page(store.page(new Chain(tenant), query));
    }

    /// Has the chain of a tenant, or the platform's, verified by a job.
    Job enqueueVerify(Caller caller, Optional<TenantId> tenant) {
        Function<Tx, Job> work = tx -> jobs.enqueue(tx, caller, VERIFY, Map.of());
        return tenant.map(one -> database.transaction(one, work)).orElseGet(() -> database.sharedTransaction(work));
    }
}
