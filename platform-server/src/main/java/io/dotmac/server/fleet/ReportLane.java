package io.dotmac.server.fleet;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.SqlFailure;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Gathers the reports that wait and commits them together, so that the cost of a commit is shared.
///
/// Safe for use by several threads; one thread writes.
final class ReportLane {
    private static final Logger LOG = System.getLogger(ReportLane.class.getName());
    private static final int MAX_REPORTS = 256;
    private static final int MAX_ROWS = 20_000;

    private final IntakeStore store;
    private final Consumer<Arrival> committed;
    private final IntakeMetrics metrics;
    private final BlockingQueue<Waiting> queue;
    private @Nullable Thread writer;
    private volatile boolean ended;

    /// A report and the promise to its sender: whether it was new.
    private record Waiting(Arrival arrival, CompletableFuture<Boolean> fresh) {}

    /// @param committed told of each new report once it is stored, in order
    ReportLane(IntakeStore store, Consumer<Arrival> committed, IntakeMetrics metrics, int capacity) {
        this.store = store;
        this.committed = committed;
        this.metrics = metrics;
        this.queue = new ArrayBlockingQueue<>(capacity);
    }

    void start() {
        writer = Thread.ofVirtual().name("intake-writer").start(this::writeForever);
    }

    int waiting() {
        return queue.size();
    }

    /// Takes a report, whose sender hears by `fresh` whether it was new; `false` when too many wait.
    boolean offer(Arrival arrival, CompletableFuture<Boolean> fresh) {
        return queue.offer(new Waiting(arrival, fresh));
    }

    /// Has the writer write what waits, then end.
    void end() {
        ended = true;
    }

    /// Waits until it has ended.
    void await(Duration patience) {
        Thread thread = writer;
        if (thread != null) {
            try {
                thread.join(patience);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void writeForever() {
        try {
            while (!ended || !queue.isEmpty()) {
                Waiting first = queue.poll(200, TimeUnit.MILLISECONDS);
                if (first != null) {
                    writeFrom(first);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The writer lives on whatever happens: who waits for a report that was not written sends it again.
    private void writeFrom(Waiting first) {
        try {
            gather(first).forEach(this::write);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "reports could not be written", e);
        }
    }

    private Map<TenantId, List<Waiting>> gather(Waiting first) {
        Map<TenantId, List<Waiting>> byTenant = new LinkedHashMap<>();
        int reports = 0;
        int rows = 0;
        for (Waiting next = first;
                next != null;
                next = rows < MAX_ROWS && reports < MAX_REPORTS ? queue.poll() : null) {
            byTenant.computeIfAbsent(next.arrival.key().tenant(), tenant -> new ArrayList<>())
                    .add(next);
            reports++;
            rows += next.arrival.report().samples().size();
        }
        return byTenant;
    }

    private void write(TenantId tenant, List<Waiting> batch) {
        try {
            List<Boolean> fresh =
                    store.write(tenant, batch.stream().map(Waiting::arrival).toList());
            for (int i = 0; i < batch.size(); i++) {
                settle(batch.get(i), fresh.get(i));
            }
        } catch (SqlFailure e) {
            if (batch.size() > 1) {
                batch.forEach(one -> write(tenant, List.of(one))); // One of them is bad; the others shall not suffer.
                return;
            }
            fail(batch, e);
        } catch (RuntimeException e) {
            fail(batch, e);
        }
    }

    private void settle(Waiting waiting, boolean fresh) {
        if (fresh) {
            metrics.stored();
            try {
                committed.accept(waiting.arrival);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "stored report could not be shown", e);
            }
        } else {
            metrics.duplicate();
        }
        waiting.fresh.complete(fresh);
    }

    private void fail(List<Waiting> batch, RuntimeException cause) {
        for (Waiting one : batch) {
            metrics.failed();
            one.fresh.completeExceptionally(cause);
        }
    }
}
