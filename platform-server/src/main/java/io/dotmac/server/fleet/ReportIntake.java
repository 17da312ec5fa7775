package io.dotmac.server.fleet;

import io.dotmac.server.platform.http.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Takes reports in, and answers a sender once its report is stored for good. A node has its lane, which keeps its
/// reports in order; while one lane waits for the database, another is filled and told of. What does not fit a lane is
/// turned away, to be sent again.
///
/// Safe for use by several threads.
final class ReportIntake implements AutoCloseable {
    private static final int LANES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final List<ReportLane> lanes;
    private final IntakeMetrics metrics;
    private final int capacity;
    private volatile boolean closed;

    /// @param committed told of each new report once it is stored, in the order of each node's
    /// @param capacity reports that may wait, in all lanes together
    ReportIntake(IntakeStore store, Consumer<Arrival> committed, IntakeMetrics metrics, int capacity) {
        this.metrics = metrics;
        this.capacity = capacity;
        this.lanes = IntStream.range(0, LANES)
                .mapToObj(lane -> new ReportLane(store, committed, metrics, Math.ceilDiv(capacity, LANES)))
                .toList();
    }

    void start() {
        lanes.forEach(ReportLane::start);
    }

    int waiting() {
        return lanes.stream().mapToInt(ReportLane::waiting).sum();
    }

    /// How long a sender should hold back its backlog.
    long holdBackMillis() {
        return waiting() > capacity / 2 ? 1_000 : 0;
    }

    /// Returns whether the report was new, once it is stored for good.
    boolean take(Arrival arrival) {
        CompletableFuture<Boolean> fresh = new CompletableFuture<>();
        if (closed || !lane(arrival).offer(arrival, fresh)) {
            metrics.shed();
            throw Refusal.unavailable("OVERLOADED", "too many reports wait; send this one again", RETRY);
        }
        try {
            return fresh.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw Refusal.unavailable("OVERLOADED", "not stored in time; send this one again", RETRY);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a report was stored", e);
        }
    }

    private ReportLane lane(Arrival arrival) {
        return lanes.get(Math.floorMod(arrival.key().node().hashCode(), LANES));
    }

    /// Writes what waits, then ends.
    @Override
    public void close() {
        closed = true;
        lanes.forEach(ReportLane::end);
        lanes.forEach(lane -> lane.await(PATIENCE));
    }
}
