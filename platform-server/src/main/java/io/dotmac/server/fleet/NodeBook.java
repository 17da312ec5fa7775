package io.dotmac.server.fleet;

import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.live.LiveRow;
import io.dotmac.server.platform.live.LiveHub;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// All nodes and what is known of them now; tells the [LiveHub] what changed. Safe for use by several threads.
final class NodeBook {
    private final LiveHub hub;
    private final FleetConfig config;
    private final Clusters clusters;
    private final Map<NodeId, NodeEntry> entries = new HashMap<>();
    private final BothEnds ends = new BothEnds();
    private final Doubles doubles;
    private CloneListener clones = (tenant, node, name, cloned) -> {};

    /// A node whose state changed by itself, to be stored.
    record Turned(NodeKey key, NodeState state, Instant since) {}

    NodeBook(LiveHub hub, FleetConfig config, Clusters clusters, Doubles doubles) {
        this.hub = hub;
        this.config = config;
        this.clusters = clusters;
        this.doubles = doubles;
    }

    /// Tells `listener` of nodes that are doubled from now on.
    synchronized void onClones(CloneListener listener) {
        clones = listener;
    }

    /// Puts a node in, or in place of what was known of it.
    synchronized void put(NodeRow row, String tenantSlug) {
        NodeEntry entry = new NodeEntry(row, tenantSlug);
        entries.put(row.key().node(), entry);
        publish(row.key().tenant(), entry.rows(), List.of());
        clusters.load(row, tenantSlug);
    }

    /// The same for a node that is new here, or of which the database knows more than this server.
    synchronized void putIfNewer(NodeRow row, String tenantSlug) {
        NodeEntry known = entries.get(row.key().node());
        if (known == null || known.isOlderThan(row)) {
            put(row, tenantSlug);
        }
    }

    /// Takes a node out; nothing of it is shown any more.
    synchronized void remove(NodeId node) {
        NodeEntry entry = entries.remove(node);
        if (entry != null) {
            List<LiveHub.Gone> gone = entry.rows().stream()
                    .map(row -> new LiveHub.Gone(row.topic(), row.key()))
                    .toList();
            publish(entry.key().tenant(), List.of(), gone);
            clusters.lost(entry.key(), entry.tenantSlug(), true);
            if (doubles.forget(node)) {
                clones.told(entry.key().tenant(), node, entry.name(), false);
            }
        }
    }

    /// The nodes of a tenant that are known here.
    synchronized Set<NodeId> of(TenantId tenant) {
        return entries.values().stream()
                .map(NodeEntry::key)
                .filter(key -> key.tenant().equals(tenant))
                .map(NodeKey::node)
                .collect(Collectors.toSet());
    }

    synchronized boolean contains(NodeId node) {
        return entries.containsKey(node);
    }

    synchronized Optional<NodeKey> key(NodeId node) {
        return Optional.ofNullable(entries.get(node)).map(NodeEntry::key);
    }

    /// Takes a report over.
    ///
    /// @param here whether this server stored it
    synchronized void apply(Arrival arrival, boolean here) {
        NodeEntry entry = entries.get(arrival.key().node());
        if (entry == null) {
            return;
        }
        NodeEntry.Changes changes = entry.apply(arrival);
        publish(arrival.key().tenant(), changes.rows(), changes.gone());
        clusters.apply(arrival, entry.tenantSlug(), entry.name(), here);
        doubles.heard(arrival).ifPresent(found -> told(found, true));
    }

    synchronized void control(NodeId node, boolean connected) {
        NodeEntry entry = entries.get(node);
        if (entry != null) {
            entry.controlLost(!connected);
        }
    }

    /// Looks at who is late, and returns those whose state changed.
    synchronized List<Turned> age(Instant now) {
        List<Turned> turned = new ArrayList<>();
        Duration spread = config.returnSpread(entries.size());
        for (NodeEntry entry : entries.values()) {
            NodeState before = entry.state();
            List<LiveRow> rows = entry.age(now, config, spread);
            publish(entry.key().tenant(), rows, List.of());
            if (entry.state() != before) {
                if (entry.state() == NodeState.DOWN) {
                    clusters.lost(entry.key(), entry.tenantSlug(), true);
                }
                turned.add(new Turned(entry.key(), entry.state(), entry.since()));
            }
        }
        return turned;
    }

    /// Nodes that were doubled and are one again.
    synchronized void calm() {
        doubles.calmed().forEach(over -> told(over, false));
    }

    private void told(Doubles.Doubled one, boolean cloned) {
        NodeEntry entry = entries.get(one.key().node());
        if (entry != null) {
            clones.told(one.key().tenant(), one.key().node(), entry.name(), cloned);
        }
    }

    synchronized int size() {
        return entries.size();
    }

    private void publish(TenantId tenant, List<LiveRow> rows, List<LiveHub.Gone> gone) {
        NodeEntry.Changes shown = ends.shown(tenant, rows, gone);
        hub.publish(tenant, shown.rows(), shown.gone());
    }
}
