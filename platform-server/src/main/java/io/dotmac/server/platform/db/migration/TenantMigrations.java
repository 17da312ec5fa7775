package io.dotmac.server.platform.db.migration;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.MigrationSet;
import io.dotmac.server.platform.db.Owner;
import io.dotmac.server.platform.db.Tx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jdbi.v3.core.statement.Query;

/// Migrations of all tenants' schemas: several at once, each in a transaction of its own. One that fails is told and
/// does not hold the others up.
final class TenantMigrations {
    private static final Logger LOG = System.getLogger(TenantMigrations.class.getName());

    /// A backend keeps what it learnt of each table, so it is given up after so many tenants.
    private static final int TENANTS_PER_CONNECTION = 100;

    private final Owner owner;
    private final TenantSchemas schemas;

    TenantMigrations(Owner owner) {
        this.owner = owner;
        this.schemas = new TenantSchemas(owner);
    }

    /// A tenant whose schema is not as it should be.
    ///
    /// @param id of the tenant
    /// @param slug of the tenant
    private record Target(TenantId id, String slug) {}

    /// What came of it.
    ///
    /// @param changed how many tenants were changed
    /// @param failed what went wrong, by slug
    record Result(int changed, NavigableMap<String, String> failed) {}

    /// Whose schema is behind this program; one query, however many tenants there are.
    private List<Target> behind() {
        return targets("schema_level < :level or (schema_level = :level and schema_digest <> :digest)");
    }

    /// Brings all schemas up to date.
    Result up() {
        return each(behind(), (tx, target) -> schemas.build(tx, target.id, target.slug) >= 0);
    }

    /// Undoes the last migration of those that are furthest.
    Result down() {
        List<Target> furthest =
                targets("schema_level > 0 and schema_level = (select max(schema_level) from public.tenants)");
        return each(
                furthest,
                (tx, target) -> schemas.down(tx, target.id, target.slug).isPresent());
    }

    /// How many tenants are at which level.
    NavigableMap<Integer, Integer> levels(Tx tx) {
        NavigableMap<Integer, Integer> levels = new TreeMap<>();
        tx.handle()
                .createQuery("select schema_level, count(*) from public.tenants where state <> 'closed' group by 1")
                .map((row, context) -> Map.entry(row.getInt(1), row.getInt(2)))
                .forEach(one -> levels.put(one.getKey(), one.getValue()));
        return levels;
    }

    /// The schema of a tenant that is current.
    Optional<String> example(Tx tx) {
        return tx.handle()
                .createQuery(
                        "select schema_name from public.tenants where schema_digest = :digest order by slug limit 1")
                .bind("digest", MigrationSet.TENANT.digest())
                .mapTo(String.class)
                .findOne();
    }

    private List<Target> targets(String condition) {
        return owner.transaction(tx -> {
            Query query = tx.handle()
                    .createQuery("select id, slug from public.tenants where state <> 'closed' and (" + condition
                            + ") order by slug");
            if (condition.contains(":level")) {
                query.bind("level", MigrationSet.TENANT.level()).bind("digest", MigrationSet.TENANT.digest());
            }
            return query.map((row, context) -> new Target(TenantId.of(row.getString("id")), row.getString("slug")))
                    .list();
        });
    }

    private Result each(List<Target> targets, BiFunction<Tx, Target, Boolean> work) {
        Queue<Target> queue = new ConcurrentLinkedQueue<>(targets);
        NavigableMap<String, String> failed = new ConcurrentSkipListMap<>();
        AtomicInteger changed = new AtomicInteger();
        int workers = Math.min(owner.config().migrationConnections(), targets.size());
        CountDownLatch done = new CountDownLatch(workers);
        for (int i = 0; i < workers; i++) {
            Thread.ofVirtual().name("migration-" + i).start(() -> {
                try {
                    while (!queue.isEmpty()) {
                        someOf(queue, work, changed, failed);
                    }
                } finally {
                    done.countDown();
                }
            });
        }
        await(done);
        return new Result(changed.get(), failed);
    }

    /// Takes tenants from the queue until the connection has served enough of them.
    private void someOf(
            Queue<Target> queue,
            BiFunction<Tx, Target, Boolean> work,
            AtomicInteger changed,
            NavigableMap<String, String> failed) {
        Optional<Connection> connection = Optional.empty();
        try {
            for (int i = 0; i < TENANTS_PER_CONNECTION; i++) {
                Target target = queue.poll();
                if (target == null) {
                    return;
                }
                try {
                    if (connection.isEmpty() || connection.get().isClosed()) {
                        connection = Optional.of(owner.connect());
                    }
                    if (owner.transaction(connection.get(), tx -> work.apply(tx, target))) {
                        changed.incrementAndGet();
                    }
                } catch (SQLException | RuntimeException e) {
                    failed.put(target.slug, String.valueOf(e.getMessage()));
                    LOG.log(Level.ERROR, "tenant not migrated tenant=" + target.slug, e);
                }
            }
        } finally {
            connection.ifPresent(TenantMigrations::close);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.log(Level.DEBUG, "connection did not close", e);
        }
    }

    private static void await(CountDownLatch done) {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MigrationFailed("migrations were interrupted", e);
        }
    }
}
