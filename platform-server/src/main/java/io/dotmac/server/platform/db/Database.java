package io.dotmac.server.platform.db;

import com.zaxxer.hikari.HikariPoolMXBean;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Openings.Opening;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.prometheus.client.Counter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/// The only way to the database: each call is one transaction, opened by one statement that says whose rows it may see.
/// The database itself enforces it by row-level security; without that statement no row is seen.
///
/// Safe for use by several threads. Throws [DatabaseUnavailable] when there is no connection to be had.
public final class Database implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Database.class.getName());

    private static final ScopedValue<Tx> JOINED = ScopedValue.newInstance();

    private final DatabaseConfig config;
    private final Telemetry telemetry;
    private final Pool pool;
    private final Optional<Replica> replica;
    private final Counter replicaReads;
    private final Counter primaryReads;

    /// Connects when first used, not before.
    public Database(DatabaseConfig config, Telemetry telemetry) {
        this.config = config;
        this.telemetry = telemetry;
        PoolWait wait = new PoolWait(telemetry);
        this.pool = new Pool(config, "dotmac", telemetry, wait);
        this.replica = config.replica().isOn() ? Optional.of(new Replica(config, telemetry, wait)) : Optional.empty();
        telemetry.queries().slowAfter(config.slowQuery());
        telemetry.gauge(
                "dotmac_db_pool_active", "Connections in use.", pool.figure(HikariPoolMXBean::getActiveConnections));
        telemetry.gauge(
                "dotmac_db_pool_idle", "Connections waiting.", pool.figure(HikariPoolMXBean::getIdleConnections));
        telemetry.gauge(
                "dotmac_db_pool_pending",
                "Threads that wait.",
                pool.figure(HikariPoolMXBean::getThreadsAwaitingConnection));
        telemetry.gauge("dotmac_db_pool_max", "Most connections allowed.", config::poolSize);
        this.replicaReads = telemetry.counter("dotmac_db_replica_reads", "Reads that the replica answered.");
        this.primaryReads = telemetry.counter(
                "dotmac_db_replica_misses", "Reads that went to the primary because the replica was not fit.");
    }

    /// Works on the rows of one tenant, as its role. Throws [TenantRefused] unless the tenant is active.
    public <T extends @Nullable Object> T inTenant(TenantId tenant, Function<Handle, T> work) {
        Optional<Tx> outer = joined(tenant);
        if (outer.isPresent()) {
            return partOf(outer.get(), tx -> work.apply(tx.handle()));
        }
        return transact(connection -> Openings.tenant(connection, tenant), work);
    }

    /// Only reads rows of one tenant: from the replica, where there is one whose view is fresh enough and has what this
    /// server changed for the tenant; else from the primary. When the replica fails, `work` runs once more.
    public <T extends @Nullable Object> T read(TenantId tenant, Function<Handle, T> work) {
        Optional<Tx> outer = joined(tenant);
        if (outer.isPresent()) {
            return partOf(outer.get(), tx -> work.apply(tx.handle()));
        }
        return reading(Optional.of(tenant), connection -> Openings.reading(connection, tenant), work);
    }

    /// The same for several stores.
    public <T extends @Nullable Object> T readTransaction(TenantId tenant, Function<Tx, T> work) {
        return read(tenant, handle -> work.apply(new Tx(handle, Optional.of(tenant))));
    }

    /// The same by one statement, in one round trip: what opens the transaction goes before it, and both end together.
    public <T> List<T> read(TenantId tenant, Select<T> select) {
        Optional<Tx> outer = joined(tenant);
        if (outer.isPresent()) {
            return partOf(outer.get(), tx -> watched(tx.handle().getConnection(), select));
        }
        return reading(Optional.of(tenant), from -> select(from, tenant, select));
    }

    /// The same whatever the tenant's state.
    public <T extends @Nullable Object> T readInAnyState(TenantId tenant, Function<Handle, T> work) {
        return reading(
                Optional.of(tenant),
                connection -> {
                    Openings.readOnly(connection);
                    Openings.anyState(connection, tenant);
                },
                work);
    }

    /// The same with tables that belong to no tenant.
    public <T extends @Nullable Object> T readShared(Function<Handle, T> work) {
        return reading(Optional.empty(), Openings::readOnly, work);
    }

    /// The same with rows that `key` names by itself.
    public <T extends @Nullable Object> T readWithKey(String key, Function<Handle, T> work) {
        return reading(
                Optional.empty(),
                connection -> {
                    Openings.readOnly(connection);
                    Openings.key(connection, key);
                },
                work);
    }

    /// Works on the rows that `key` names by itself, for look-ups before the tenant is known: an e-mail address, the
    /// hash of a token, an id.
    public <T extends @Nullable Object> T withKey(String key, Function<Handle, T> work) {
        return transact(connection -> Openings.key(connection, key), work);
    }

    /// Works on the rows of one tenant, whatever its state: for what goes on while it is not served, such as its audit
    /// log. Never for its people.
    public <T extends @Nullable Object> T inAnyState(TenantId tenant, Function<Handle, T> work) {
        return transact(connection -> Openings.anyState(connection, tenant), work);
    }

    /// Reads one tenant in one snapshot, whatever its state: for exports. Nothing can be written.
    public <T extends @Nullable Object> T snapshot(TenantId tenant, Function<Handle, T> work) {
        return transact(connection -> Openings.snapshot(connection, tenant), work);
    }

    /// Works on tables that belong to no tenant.
    public <T extends @Nullable Object> T shared(Function<Handle, T> work) {
        return transact(connection -> {}, work);
    }

    /// One transaction of several stores on the rows of one tenant.
    public <T extends @Nullable Object> T transaction(TenantId tenant, Function<Tx, T> work) {
        Optional<Tx> outer = joined(tenant);
        if (outer.isPresent()) {
            return partOf(outer.get(), work); // what waits for the commit waits for the outer one
        }
        return finished(work, step -> inTenant(tenant, handle -> step.apply(new Tx(handle, Optional.of(tenant)))));
    }

    /// One transaction of all that `work` does with the tenant's rows on this thread, however many transactions it asks
    /// for: it is committed at the end, or not at all.
    public <T extends @Nullable Object> T joined(TenantId tenant, Function<Tx, T> work) {
        return transaction(tenant, tx -> ScopedValue.where(JOINED, tx).call(() -> work.apply(tx)));
    }

    /// One transaction of several stores on what belongs to no tenant.
    public <T extends @Nullable Object> T sharedTransaction(Function<Tx, T> work) {
        return finished(work, step -> shared(handle -> step.apply(new Tx(handle, Optional.empty()))));
    }

    /// One transaction of several stores on the rows that `key` names by itself.
    public <T extends @Nullable Object> T keyTransaction(String key, Function<Tx, T> work) {
        return finished(work, step -> withKey(key, handle -> step.apply(new Tx(handle, Optional.empty()))));
    }

    /// Runs what was put before the commit, and after it what waited for it.
    private <T extends @Nullable Object> T finished(
            Function<Tx, T> work, Function<Function<Tx, Done<T>>, Done<T>> transaction) {
        Done<T> done = transaction.apply(tx -> {
            T result = work.apply(tx);
            tx.finish();
            return new Done<>(result, tx);
        });
        if (done.tx.isChange()) {
            replica.ifPresent(one -> one.changed(done.tx.tenant()));
        }
        done.tx.committed();
        return done.result;
    }

    private record Done<T extends @Nullable Object>(T result, Tx tx) {}

    /// Asks for a sign of life.
    public void ping() {
        shared(handle -> handle.select("select 1").mapTo(Integer.class).one());
    }

    /// The pool itself, for a library that keeps a table of its own, which holds nothing of a tenant.
    public DataSource dataSource() {
        return pool.connections();
    }

    /// Looks from now on how old the replica's view is, where there is one.
    public void follow(ScheduledExecutorService timer, Executor executor) {
        replica.ifPresent(one -> one.follow(timer, executor));
    }

    /// Throws where there is a replica and no read may go there.
    public void checkReplica() {
        replica.ifPresent(Replica::check);
    }

    /// For messages.
    public String address() {
        return config.address();
    }

    /// Waits for no one: connections are cut.
    @Override
    public void close() {
        replica.ifPresent(Replica::close);
        pool.close();
    }

    private <T extends @Nullable Object> T reading(
            Optional<TenantId> whose, Opening opening, Function<Handle, T> work) {
        return reading(whose, from -> transact(from, opening, work));
    }

    private <T extends @Nullable Object> T reading(Optional<TenantId> whose, Function<Pool, T> work) {
        if (replica.isEmpty()) {
            return work.apply(pool);
        }
        if (replica.get().isFresh(whose)) {
            try {
                T result = work.apply(replica.get().pool());
                replicaReads.inc();
                ReadSource.note(true);
                return result;
            } catch (DatabaseUnavailable e) {
                replica.get().failed(e);
            } catch (SqlFailure | TenantRefused e) {
                // A conflict with what is being replayed, or a tenant that is new: the primary knows.
                LOG.log(Level.DEBUG, "read goes to the primary", e);
            }
        }
        T result = work.apply(pool);
        primaryReads.inc();
        ReadSource.note(false);
        return result;
    }

    private <T extends @Nullable Object> T transact(Opening opening, Function<Handle, T> work) {
        return transact(pool, opening, work);
    }

    private <T extends @Nullable Object> T transact(Pool from, Opening opening, Function<Handle, T> work) {
        long start = System.nanoTime();
        try (Handle handle = from.jdbi().open()) {
            Connection connection = handle.getConnection();
            boolean done = false;
            try {
                opening.open(connection);
                T result = work.apply(handle);
                connection.commit();
                done = true;
                return result;
            } finally {
                if (!done) {
                    rollBack(connection);
                }
            }
        } catch (ConnectionException e) {
            throw new DatabaseUnavailable(from.address(), e);
        } catch (SQLException | JdbiException | StatementFailed e) {
            throw SqlFailure.of(e, from.address());
        } finally {
            telemetry.transaction(System.nanoTime() - start);
        }
    }

    private <T> List<T> select(Pool from, TenantId tenant, Select<T> select) {
        try {
            return selectAtOnce(from, tenant, select);
        } catch (SQLTransientConnectionException e) {
            throw new DatabaseUnavailable(from.address(), e);
        } catch (SQLException e) {
            LOG.log(Level.DEBUG, "read goes in steps, which tell what is wrong", e);
            return transact(
                    from,
                    connection -> Openings.reading(connection, tenant),
                    handle -> watched(handle.getConnection(), select));
        }
    }

    /// Both statements are one message to the database, which takes all that comes before it has to answer for one
    /// transaction (PostgreSQL 18, 54.2.3). Without a tenant to be served the second one sees nothing or fails.
    private <T> List<T> selectAtOnce(Pool from, TenantId tenant, Select<T> select) throws SQLException {
        long start = System.nanoTime();
        try (Connection connection = from.connections().getConnection()) {
            connection.setAutoCommit(true);
            try (PreparedStatement both = connection.prepareStatement(select.after(Openings.PLANNED, tenant))) {
                select.keep(both);
                Openings.bind(both, tenant);
                select.bind(both, Openings.PARAMETERS);
                both.execute();
                try (ResultSet opened = both.getResultSet()) {
                    if (!opened.next()) {
                        throw TenantRefused.of(connection, tenant);
                    }
                }
                both.getMoreResults();
                List<T> rows = select.rows(both);
                telemetry.queries().ran(select.sql(), System.nanoTime() - start);
                return rows;
            }
        } finally {
            telemetry.transaction(System.nanoTime() - start);
        }
    }

    private <T> List<T> watched(Connection connection, Select<T> select) {
        long start = System.nanoTime();
        try (PreparedStatement statement = connection.prepareStatement(select.sql())) {
            select.bind(statement, 0);
            statement.execute();
            List<T> rows = select.rows(statement);
            telemetry.queries().ran(select.sql(), System.nanoTime() - start);
            return rows;
        } catch (SQLException e) {
            telemetry.queries().failed(select.sql(), System.nanoTime() - start, Objects.toString(e.getSQLState(), ""));
            throw new StatementFailed(e);
        }
    }

    private static Optional<Tx> joined(TenantId tenant) {
        return JOINED.isBound() && JOINED.get().tenant().equals(Optional.of(tenant))
                ? Optional.of(JOINED.get())
                : Optional.empty();
    }

    private <T extends @Nullable Object> T partOf(Tx outer, Function<Tx, T> work) {
        try {
            return work.apply(outer);
        } catch (JdbiException | StatementFailed e) {
            throw SqlFailure.of(e, config.address());
        }
    }

    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The connection is broken, so the server has rolled back; the first failure is the one to tell.
            LOG.log(Level.DEBUG, "rollback failed", e);
        }
    }
}
