package io.dotmac.server.alert;

import io.dotmac.model.fleet.TenantId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/// Writes findings, many in one transaction; of what waits, the latest word on an alert counts, so that nothing piles
/// up while the database is away. Safe for use by several threads; one thread writes.
final class AlertWriter implements AutoCloseable {
    private static final Logger LOG = System.getLogger(AlertWriter.class.getName());
    private static final int BATCH = 500;
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration LAST = Duration.ofSeconds(5);

    private final AlertLedger ledger;
    private final BiConsumer<TenantId, List<AlertChange>> written;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition came = lock.newCondition();
    private final Map<TenantId, Map<String, Finding>> waiting = new LinkedHashMap<>();
    private boolean closed;
    private Thread thread = Thread.ofVirtual().unstarted(() -> {});

    /// @param written told of what changed once it is certain
    AlertWriter(AlertLedger ledger, BiConsumer<TenantId, List<AlertChange>> written) {
        this.ledger = ledger;
        this.written = written;
    }

    void start() {
        thread = Thread.ofVirtual().name("alert-writer").start(this::writeForever);
    }

    /// Puts a finding in the place of an older one on the same alert.
    void offer(Finding finding) {
        lock.lock();
        try {
            waiting.computeIfAbsent(finding.tenant(), tenant -> new LinkedHashMap<>())
                    .put(finding.fingerprint(), finding);
            came.signal();
        } finally {
            lock.unlock();
        }
    }

    /// How many findings wait.
    int waiting() {
        lock.lock();
        try {
            return waiting.values().stream().mapToInt(Map::size).sum();
        } finally {
            lock.unlock();
        }
    }

    /// Writes what waits, unless the database is away, then ends.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            came.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (thread.isAlive()) {
                thread.join(LAST);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeForever() {
        try {
            while (true) {
                Map<TenantId, List<Finding>> batch = next();
                if (batch.isEmpty()) {
                    return;
                }
                for (Map.Entry<TenantId, List<Finding>> one : batch.entrySet()) {
                    write(one.getKey(), one.getValue());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(TenantId tenant, List<Finding> findings) throws InterruptedException {
        try {
            written.accept(tenant, ledger.take(tenant, findings));
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "alerts could not be written, tried again count={0} cause={1}", findings.size(), e);
            lock.lock();
            try {
                Map<String, Finding> newer = waiting.computeIfAbsent(tenant, key -> new LinkedHashMap<>());
                findings.forEach(finding -> newer.putIfAbsent(finding.fingerprint(), finding));
                if (closed) {
                    waiting.clear();
                }
                long left = RETRY.toNanos();
                while (left > 0 && !closed) {
                    left = came.awaitNanos(left);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /// Empty when there is nothing more to do.
    private Map<TenantId, List<Finding>> next() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                came.await(1, TimeUnit.MINUTES);
            }
            Map<TenantId, List<Finding>> batch = new LinkedHashMap<>();
            waiting.forEach((tenant, findings) -> {
                List<Finding> some = findings.values().stream().limit(BATCH).toList();
                some.forEach(finding -> findings.remove(finding.fingerprint()));
                batch.put(tenant, new ArrayList<>(some));
            });
            waiting.values().removeIf(Map::isEmpty);
            return batch;
        } finally {
            lock.unlock();
        }
    }
}
