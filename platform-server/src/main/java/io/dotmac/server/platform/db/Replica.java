package io.dotmac.server.platform.db;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.telemetry.Telemetry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// A standby and whether its view is fresh enough for a read: measured twice a second, and never older than what this
/// server itself has changed for the one who reads. Safe for use by several threads.
final class Replica implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Replica.class.getName());
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration LONGEST_LAG = Duration.ofMinutes(1);

    private final ReplicaConfig config;
    private final Pool pool;
    private final ReplayClock clock = new ReplayClock();
    private final LogPosition primary;
    private final LogPosition standby;
    private final Cache<Optional<TenantId>, Long> changed =
            Caffeine.newBuilder().expireAfterWrite(LONGEST_LAG).build();
    private final AtomicBoolean measuring = new AtomicBoolean();
    private final AtomicBoolean told = new AtomicBoolean();

    Replica(DatabaseConfig database, Telemetry telemetry, PoolWait wait) {
        DatabaseConfig there = database.ofReplica();
        this.config = database.replica();
        this.pool = new Pool(there, "dotmac-replica", telemetry, wait);
        this.primary = LogPosition.written(database);
        this.standby = LogPosition.replayed(there);
        telemetry.gauge("dotmac_db_replica_lag_seconds", "Age of the standby's view.", () -> lag().orElse(-1) / 1e9);
    }

    Pool pool() {
        return pool;
    }

    /// Measures from now on.
    void follow(ScheduledExecutorService timer, Executor executor) {
        var _ = timer.scheduleWithFixedDelay(
                () -> executor.execute(this::measure), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Whether a read on behalf of a tenant, or of the platform, may go there.
    boolean isFresh(Optional<TenantId> whose) {
        OptionalLong proven = clock.proven();
        if (proven.isEmpty()
                || System.nanoTime() - proven.getAsLong() > config.maxLag().toNanos()) {
            return false;
        }
        Long last = changed.getIfPresent(whose);
        return last == null || proven.getAsLong() - last > 0;
    }

    /// Something was changed and committed just now.
    void changed(Optional<TenantId> whose) {
        changed.put(whose, System.nanoTime());
    }

    /// A read failed there: none goes there until it has answered again.
    void failed(RuntimeException failure) {
        clock.forget();
        tell("replica failed, reads go to the primary cause=" + failure.getMessage());
    }

    /// Throws unless reads may go there.
    void check() {
        OptionalLong lag = lag();
        if (lag.isEmpty()) {
            throw new IllegalStateException("lag of " + pool.address() + " is not known");
        }
        if (lag.getAsLong() > config.maxLag().toNanos()) {
            throw new IllegalStateException("%s is %.1f s behind, may be %.1f s"
                    .formatted(
                            pool.address(),
                            lag.getAsLong() / 1e9,
                            config.maxLag().toMillis() / 1e3));
        }
    }

    private OptionalLong lag() {
        OptionalLong proven = clock.proven();
        return proven.isEmpty() ? proven : OptionalLong.of(System.nanoTime() - proven.getAsLong());
    }

    void measure() {
        if (!measuring.compareAndSet(false, true)) {
            return;
        }
        try {
            long before = System.nanoTime();
            clock.written(primary.ask(), before);
            clock.replayed(standby.ask());
            if (!primary.cluster().equals(standby.cluster())) {
                clock.forget();
                tell("replica " + pool.address() + " is of another database cluster and is not used");
            } else if (isFresh(Optional.empty()) && told.compareAndSet(true, false)) {
                LOG.log(Level.INFO, "replica is used again address={0}", pool.address());
            }
        } catch (SQLException e) {
            tell("replica cannot be measured, it is not used while its view grows old cause=" + e.getMessage());
        } finally {
            measuring.set(false);
        }
    }

    private void tell(String message) {
        if (told.compareAndSet(false, true)) {
            LOG.log(Level.WARNING, message);
        }
    }

    @Override
    public void close() {
        pool.close();
        primary.close();
        standby.close();
    }
}
