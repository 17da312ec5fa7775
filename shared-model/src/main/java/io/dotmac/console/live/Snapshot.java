package io.dotmac.console.live;

import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All rows that the console knows at one moment, by key. Immutable.
///
/// @param nodes by [LiveRow#key]
/// @param dependencies by key
/// @param replication by key
/// @param containers by key
/// @param workloads by key
/// @param alerts that fire, by key
/// @param version grows with each change
/// @param direct `TOPIC:key` of rows that the console's own probes found, see [#id]
/// @param receivedAt by `TOPIC:key`, when a row was last confirmed, this console's clock
/// @param awaySince since when the server is away; absent while its deltas flow
/// @param offset what the server's clock is ahead of this console's
public record Snapshot(
        Map<String, LiveRow.Node> nodes,
        Map<String, LiveRow.Dependency> dependencies,
        Map<String, LiveRow.Replication> replication,
        Map<String, LiveRow.Container> containers,
        Map<String, LiveRow.Workload> workloads,
        Map<String, LiveRow.Alert> alerts,
        long version,
        Set<String> direct,
        Map<String, Instant> receivedAt,
        Optional<Instant> awaySince,
        Duration offset) {
    /// Before anything came.
    public static final Snapshot EMPTY = new Snapshot(
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            0,
            Set.of(),
            Map.of(),
            Optional.empty(),
            Duration.ZERO);

    /// Whether the server is away, so that what is not here may well be there.
    public boolean isAway() {
        return awaySince.isPresent();
    }

    /// A row is stale after this many of its node's intervals.
    private static final int STALE_AFTER_INTERVALS = 3;

    /// Intervals shorter than this count as this long, so that one late packet does not flicker.
    private static final long SHORTEST_INTERVAL_MILLIS = 2_000;

    private static final long DEFAULT_INTERVAL_MILLIS = 10_000;

    /// Under what a row is found in [#direct] and [#receivedAt]; keys alone are unique only within their topic.
    public static String id(LiveRow row) {
        return id(row.topic(), row.key());
    }

    /// As [#id(LiveRow)].
    public static String id(Topic topic, String key) {
        return topic + ":" + key;
    }

    /// All nodes as they are worth at `now`.
    public List<Seen<LiveRow.Node>> nodes(Instant now) {
        return seen(nodes.values(), now);
    }

    /// All dependencies as they are worth at `now`.
    public List<Seen<LiveRow.Dependency>> dependencies(Instant now) {
        return seen(dependencies.values(), now);
    }

    /// All replication links as they are worth at `now`.
    public List<Seen<LiveRow.Replication>> replication(Instant now) {
        return seen(replication.values(), now);
    }

    /// All containers as they are worth at `now`.
    public List<Seen<LiveRow.Container>> containers(Instant now) {
        return seen(containers.values(), now);
    }

    /// All workloads of clusters as they are worth at `now`.
    public List<Seen<LiveRow.Workload>> workloads(Instant now) {
        return seen(workloads.values(), now);
    }

    /// All alerts as they are worth at `now`.
    public List<Seen<LiveRow.Alert>> alerts(Instant now) {
        return seen(alerts.values(), now);
    }

    /// One row as it is worth at `now`.
    public <T extends LiveRow> Seen<T> seen(T row, Instant now) {
        String id = id(row);
        Instant received = receivedAt.getOrDefault(id, Instant.EPOCH);
        boolean isDirect = direct.contains(id);
        if (row instanceof LiveRow.Alert) {
            received = awaySince.orElse(now); // The server tells of each change, so silence means that it still holds.
        }
        // What a node watches is confirmed whenever the node is heard; it reports only what changed.
        LiveRow.Node node = nodeOf(row);
        if (!isDirect && node != null) {
            Instant heard = receivedAt.getOrDefault(id(node), Instant.EPOCH);
            received = heard.isAfter(received) ? heard : received;
        }
        boolean stale = Duration.between(received, now).toMillis() > staleAfterMillis(row);
        return new Seen<>(row, received, now, isDirect ? Duration.ZERO : clockAhead(row, node), stale, isDirect);
    }

    /// What the clock behind a row's `since` is ahead of this console's: the server's for nodes, else the agent's.
    private Duration clockAhead(LiveRow row, LiveRow.@Nullable Node node) {
        if (node == null || row instanceof LiveRow.Node) {
            return offset;
        }
        return offset.plusMillis(node.clockOffsetMillis().orElse(0L));
    }

    /// How long a row counts after it was last confirmed.
    public long staleAfterMillis(LiveRow row) {
        LiveRow.Node node = nodeOf(row);
        long interval = node == null ? DEFAULT_INTERVAL_MILLIS : node.intervalMillis();
        return STALE_AFTER_INTERVALS * Math.max(interval, SHORTEST_INTERVAL_MILLIS);
    }

    private LiveRow.@Nullable Node nodeOf(LiveRow row) {
        return switch (row) {
            case LiveRow.Node node -> node;
            case LiveRow.Dependency dependency -> nodes.get(dependency.node().toString());
            case LiveRow.Replication link -> nodes.get(link.node().toString());
            case LiveRow.Container container -> nodes.get(container.node().toString());
            case LiveRow.Workload workload -> nodes.get(workload.node().toString());
            case LiveRow.Alert _ -> null;
        };
    }

    private <T extends LiveRow> List<Seen<T>> seen(Collection<T> rows, Instant now) {
        List<Seen<T>> seen = new ArrayList<>(rows.size());
        for (T row : rows) {
            seen.add(seen(row, now));
        }
        return seen;
    }
}
