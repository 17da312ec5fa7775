package io.dotmac.console.live;

import io.dotmac.client.ApiException;
import io.dotmac.client.PlatformClient;
import io.dotmac.console.Tasks;
import io.dotmac.model.fleet.Metrics;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import io.dotmac.model.report.SeriesPoints;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// Series of the last 15 minutes: heard as they come, and filled from the server's store. Safe for several threads.
///
/// Lag is kept for every link from the start; latency only for dependencies that a screen has asked for, since there
/// can be ten thousand of them.
final class Histories {
    private static final System.Logger LOG = System.getLogger(Histories.class.getName());
    private static final int POINTS = 450;
    private static final double MILLIS = 1_000;

    private final PlatformClient client;
    private final Tasks tasks;
    private final InstantSource clock;
    private final Runnable changed;
    private final Map<String, Ring> ringById = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> idsByNode = new ConcurrentHashMap<>();
    private final Map<String, Boolean> askedById = new ConcurrentHashMap<>();
    private final Semaphore fetches = new Semaphore(4);
    private volatile boolean online;
    private volatile Duration offset = Duration.ZERO;

    /// @param clock up to whose time series are shown
    Histories(PlatformClient client, Tasks tasks, InstantSource clock, Runnable changed) {
        this.client = client;
        this.tasks = tasks;
        this.clock = clock;
        this.changed = changed;
    }

    /// What a screen shows of a series; asks the server for its past the first time.
    History asked(Topic topic, String key) {
        String id = Snapshot.id(topic, key);
        Ring ring = ring(id, key);
        if (askedById.putIfAbsent(id, true) == null && online) {
            fetch(id, topic, key);
        }
        return ring.history();
    }

    /// The server can be reached: fills what was missed.
    void online(Duration serverAhead) {
        offset = serverAhead;
        online = true;
        for (String id : askedById.keySet()) {
            int colon = id.indexOf(':');
            fetch(id, Topic.valueOf(id.substring(0, colon)), id.substring(colon + 1));
        }
    }

    /// The server is away.
    void offline() {
        online = false;
    }

    /// Takes a row over that was confirmed at `at`, this console's clock.
    void heard(LiveRow row, Instant at, long intervalMillis) {
        switch (row) {
            case LiveRow.Node node -> confirm(node, at);
            case LiveRow.Replication link -> {
                Ring ring = ring(Snapshot.id(row), row.key());
                ring.hold(3 * intervalMillis);
                ring.add(at, link.link().lagSeconds().orElse(Double.NaN));
            }
            case LiveRow.Container _, LiveRow.Workload _, LiveRow.Alert _ -> {}
            case LiveRow.Dependency dependency -> {
                Ring ring = ringById.get(Snapshot.id(row));
                if (ring != null) {
                    ring.hold(3 * intervalMillis);
                    ring.add(at, dependency.state().latencyMillis().orElse(Double.NaN));
                }
            }
        }
    }

    /// Forgets a row that is gone.
    void forget(String id) {
        ringById.remove(id);
        askedById.remove(id);
        String key = id.substring(id.indexOf(':') + 1);
        Set<String> ids = idsByNode.get(key.substring(0, Math.max(0, key.indexOf('/'))));
        if (ids != null) {
            ids.remove(id);
        }
    }

    /// A node was heard, and it reports only what changed: what it said last still holds.
    private void confirm(LiveRow.Node node, Instant at) {
        for (String id : idsByNode.getOrDefault(node.key(), Set.of())) {
            Ring ring = ringById.get(id);
            if (ring != null) {
                ring.confirm(at);
            }
        }
    }

    private Ring ring(String id, String key) {
        int slash = Math.max(0, key.indexOf('/'));
        idsByNode
                .computeIfAbsent(key.substring(0, slash), _ -> ConcurrentHashMap.newKeySet())
                .add(id);
        return ringById.computeIfAbsent(id, _ -> new Ring());
    }

    private void fetch(String id, Topic topic, String key) {
        tasks.run(() -> {
            try {
                fetches.acquire();
                try {
                    fill(id, topic, key);
                } finally {
                    fetches.release();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void fill(String id, Topic topic, String key) {
        int slash = key.indexOf('/');
        Ring ring = ringById.get(id);
        if (slash < 0 || ring == null) {
            return;
        }
        boolean lag = topic == Topic.REPLICATION;
        Instant now = clock.instant().plus(offset);
        try {
            SeriesPoints points = client.series(
                    NodeId.of(key.substring(0, slash)),
                    key.substring(slash + 1),
                    lag ? Metrics.REPLICATION_LAG_SECONDS : Metrics.DEPENDENCY_LATENCY_SECONDS,
                    "",
                    now.minus(History.SPAN),
                    now,
                    POINTS);
            ring.fill(
                    points.at().stream().map(at -> at.minus(offset)).toList(),
                    points.value().stream()
                            .map(value -> lag ? value : value * MILLIS)
                            .toList());
            changed.run();
        } catch (IOException | ApiException e) {
            LOG.log(System.Logger.Level.DEBUG, "no history id={0} reason=\"{1}\"", id, e.getMessage());
        }
    }
}
