package io.dotmac.console.live;

import io.dotmac.client.LiveClient;
import io.dotmac.client.LiveEvent;
import io.dotmac.client.PlatformClient;
import io.dotmac.console.Observable;
import io.dotmac.console.Tasks;
import io.dotmac.console.Value;
import io.dotmac.console.order.Orders;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.ServerFrame;
import io.dotmac.model.live.Topic;
import io.dotmac.model.report.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// The client's live state: fed by the server, kept while it is away, filled in by the console's own probes.
///
/// Safe for use by several threads. Listeners are called outside its lock.
public final class LiveStore implements AutoCloseable {
    private static final Duration FRAME = Duration.ofMillis(100);
    private static final Duration NOTEWORTHY_DRIFT = Duration.ofMillis(250);
    private static final Duration LATE_BACKLOG = Duration.ofSeconds(20);
    private static final long DIRECT_INTERVAL_MILLIS = 10_000;

    private final Tasks tasks;
    private final LiveClient client;
    private final Connection connection;
    private final DirectMode direct;
    private final Histories histories;
    private final Orders orders;
    private final Value<Snapshot> rows = new Value<>(Snapshot.EMPTY);
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final Tables tables = new Tables();
    private final DirectRows directRows;
    private final Map<String, Instant> receivedAtById = new HashMap<>();
    private Duration offset = Duration.ZERO;
    private long version;
    private boolean publishing;
    private boolean closed;
    private volatile long publishedAt = System.nanoTime() - FRAME.toNanos();

    /// A store without direct mode.
    public LiveStore(PlatformClient client, Tasks tasks) {
        this(client, tasks, List.of());
    }

    /// @param client of the profile's server
    /// @param tasks where the work runs
    /// @param source probes for when the server is away
    public LiveStore(PlatformClient client, Tasks tasks, DirectSource source) {
        this(client, tasks, List.of(source));
    }

    private LiveStore(PlatformClient platform, Tasks tasks, List<DirectSource> sources) {
        this.tasks = tasks;
        connection = new Connection(tasks.clock());
        directRows =
                new DirectRows(sources.isEmpty() ? "direct" : sources.getFirst().nodeName());
        direct = new DirectMode(sources, tasks, connection, this::probed);
        histories = new Histories(platform, tasks, tasks.clock(), this::changed);
        client = platform.live(this::on);
        orders = new Orders(client::send, tasks);
    }

    /// Begins to connect; returns at once.
    public void start() {
        client.subscribe(Set.of(Topic.values()));
        client.start();
        direct.away();
    }

    /// How the console stands with its server.
    public Observable<ConnectionState> connection() {
        return connection.state();
    }

    /// Whether the server can be reached and does not let this user in: time to log in.
    public Observable<Boolean> refused() {
        return connection.refused();
    }

    /// All rows, at most ten changes a second.
    public Observable<Snapshot> rows() {
        return rows;
    }

    /// Lag of a replication link in seconds over the last 15 minutes; what came before this console's start is fetched
    /// in the background, and [#rows] changes when it is there.
    public History lag(String replicationKey) {
        return histories.asked(Topic.REPLICATION, replicationKey);
    }

    /// Latency of a dependency in milliseconds over the last 15 minutes, as [#lag].
    public History latency(String dependencyKey) {
        return histories.asked(Topic.DEPENDENCIES, dependencyKey);
    }

    /// What agents are asked to do.
    public Orders orders() {
        return orders;
    }

    /// Asks for fresh snapshots, or tries to connect now.
    public void refresh() {
        client.subscribe(Set.of(Topic.values()));
        client.retryNow();
    }

    /// Forgets all rows and the session, because the operator logged out: the next one may not see them.
    public void clear() {
        lock.lock();
        try {
            tables.clear();
            directRows.clear();
            receivedAtById.keySet().forEach(histories::forget);
            receivedAtById.clear();
        } finally {
            lock.unlock();
        }
        client.reconnect();
        changed();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        client.close();
        direct.close();
    }

    private void on(LiveEvent event) {
        switch (event) {
            case LiveEvent.Opened() -> opened();
            case LiveEvent.Frame(ServerFrame frame) -> {
                connection.heard();
                frame(frame);
            }
            case LiveEvent.Latency(Duration roundTrip, Instant serverTime) -> {
                connection.heard();
                connection.latency(roundTrip);
                serverTime(serverTime.plus(roundTrip.dividedBy(2)));
            }
            case LiveEvent.Lost(String why, boolean refused, Duration retryIn) -> lost(why, refused, retryIn);
        }
    }

    private void opened() {
        connection.heard();
        lock.lock();
        try {
            tables.reset();
        } finally {
            lock.unlock();
        }
    }

    private void lost(String why, boolean refused, Duration retryIn) {
        histories.offline();
        orders.lost();
        connection.lost(why, refused, retryIn);
        if (refused) {
            direct.back();
        } else {
            direct.away();
        }
        changed();
    }

    private void frame(ServerFrame frame) {
        switch (frame) {
            case ServerFrame.Welcome welcome -> serverTime(welcome.now());
            case ServerFrame.Pong _ -> {}
            case ServerFrame.Progress progress -> orders.progress(progress);
            case ServerFrame.Output output -> orders.output(output);
            case ServerFrame.Snapshot snapshot -> {
                lock.lock();
                try {
                    tell(tables.apply(snapshot, this::heard));
                    if (snapshot.last()) {
                        forgetAbsent(snapshot.topic());
                    }
                } finally {
                    lock.unlock();
                }
            }
            case ServerFrame.Delta delta -> {
                lock.lock();
                try {
                    tell(tables.apply(delta, this::heard));
                    delta.removed().forEach(key -> forget(Snapshot.id(delta.topic(), key)));
                } finally {
                    lock.unlock();
                }
            }
        }
        if (frame instanceof ServerFrame.Snapshot && !connection.state().get().live()) {
            liveWhenComplete();
        }
    }

    private void tell(Tables.Effect effect) {
        switch (effect) {
            case CHANGED -> changed();
            case NONE -> {}
            case GAP -> client.subscribe(Set.of(Topic.values()));
        }
    }

    private void liveWhenComplete() {
        Duration ahead;
        lock.lock();
        try {
            if (!tables.complete()) {
                return;
            }
            ahead = offset;
        } finally {
            lock.unlock();
        }
        direct.back();
        connection.live();
        // After the state says live no report is taken over any more, so nothing of them stays behind.
        clearDirect();
        histories.online(ahead);
        // Agents send what they measured during an outage a little later than what they measure now.
        tasks.after(LATE_BACKLOG, () -> {
            if (connection.state().get().live()) {
                histories.online(ahead);
            }
        });
        changed();
    }

    /// A row came from the server; the lock is held.
    private void heard(LiveRow row) {
        Instant now = tasks.clock().instant();
        Instant confirmed = switch (row) {
            case LiveRow.Node node -> node.lastSeen().orElse(node.since());
            case LiveRow.Dependency dependency -> dependency.receivedAt();
            case LiveRow.Replication link -> link.receivedAt();
            case LiveRow.Container container -> container.receivedAt();
            case LiveRow.Workload workload -> workload.receivedAt();
            case LiveRow.Alert alert -> alert.alert().updatedAt();
        };
        Instant local = confirmed.minus(offset);
        Instant at = local.isAfter(now) ? now : local;
        receivedAtById.put(Snapshot.id(row), at);
        histories.heard(row, at, intervalMillis(row));
    }

    private void clearDirect() {
        lock.lock();
        try {
            directRows.clear();
        } finally {
            lock.unlock();
        }
    }

    private long intervalMillis(LiveRow row) {
        String node = switch (row) {
            case LiveRow.Node self -> self.key();
            case LiveRow.Dependency dependency -> dependency.node().toString();
            case LiveRow.Replication link -> link.node().toString();
            case LiveRow.Container container -> container.node().toString();
            case LiveRow.Workload workload -> workload.node().toString();
            case LiveRow.Alert _ -> "";
        };
        return tables.rows(Topic.NODES).get(node) instanceof LiveRow.Node known
                ? known.intervalMillis()
                : DIRECT_INTERVAL_MILLIS;
    }

    private void forgetAbsent(Topic topic) {
        Set<String> present = tables.rows(topic).keySet();
        String prefix = topic + ":";
        for (String id : Set.copyOf(receivedAtById.keySet())) {
            if (id.startsWith(prefix) && !present.contains(id.substring(prefix.length()))) {
                forget(id);
            }
        }
    }

    private void forget(String id) {
        receivedAtById.remove(id);
        histories.forget(id);
    }

    /// A report of the console's own probes.
    private void probed(Report report) {
        lock.lock();
        try {
            if (connection.state().get().live() || closed) {
                return;
            }
            Instant now = tasks.clock().instant();
            directRows.accept(report, tables, now);
            for (LiveRow row : directRows.rows().values()) {
                receivedAtById.put(Snapshot.id(row), now);
                histories.heard(row, now, report.intervalMillis());
            }
        } finally {
            lock.unlock();
        }
        changed();
    }

    private void serverTime(Instant server) {
        Duration measured = Duration.between(tasks.clock().instant(), server);
        lock.lock();
        try {
            if (measured.minus(offset).abs().compareTo(NOTEWORTHY_DRIFT) > 0) {
                offset = measured;
            }
        } finally {
            lock.unlock();
        }
    }

    /// Publishes soon, but not more often than the screen can show.
    private void changed() {
        lock.lock();
        try {
            if (publishing || closed) {
                return;
            }
            publishing = true;
        } finally {
            lock.unlock();
        }
        long sinceLast = System.nanoTime() - publishedAt;
        tasks.after(Duration.ofNanos(Math.max(0, FRAME.toNanos() - sinceLast)), this::publish);
    }

    private void publish() {
        Snapshot next;
        lock.lock();
        try {
            publishing = false;
            publishedAt = System.nanoTime();
            next = snapshot();
        } finally {
            lock.unlock();
        }
        rows.set(next);
    }

    private Snapshot snapshot() {
        return new Snapshot(
                rows(Topic.NODES, LiveRow.Node.class),
                rows(Topic.DEPENDENCIES, LiveRow.Dependency.class),
                rows(Topic.REPLICATION, LiveRow.Replication.class),
                rows(Topic.CONTAINERS, LiveRow.Container.class),
                rows(Topic.WORKLOADS, LiveRow.Workload.class),
                rows(Topic.ALERTS, LiveRow.Alert.class),
                ++version,
                Collections.unmodifiableSet(new HashSet<>(directRows.rows().keySet())),
                Collections.unmodifiableMap(new HashMap<>(receivedAtById)),
                connection.awaySince(),
                offset);
    }

    /// The server's rows, and in their place what this console's own probes found.
    private <R extends LiveRow> Map<String, R> rows(Topic topic, Class<R> type) {
        Map<String, R> rows = new HashMap<>();
        tables.rows(topic).forEach((key, row) -> rows.put(key, type.cast(row)));
        for (LiveRow row : directRows.rows().values()) {
            if (row.topic() == topic) {
                rows.put(row.key(), type.cast(row));
            }
        }
        return Collections.unmodifiableMap(rows);
    }
}
