package io.dotmac.server.fleet;

import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import io.dotmac.model.report.Report;
import io.dotmac.server.fleet.remote.Gone;
import io.dotmac.server.fleet.remote.RemoteWriter;
import io.dotmac.server.platform.live.LiveHub;
import io.dotmac.server.platform.live.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Writes on what this server stores, and tells which series have ended: those of a row that is gone, and all of a node
/// that is down or taken out. Rows go before the samples of the report that took them, hence they wait for those.
final class RemoteFeed implements SampleListener, LiveHub.Publication {
    private final LiveHub hub;
    private final RemoteWriter remote;
    private final Map<NodeId, Gone> waiting = new ConcurrentHashMap<>();

    RemoteFeed(LiveHub hub, RemoteWriter remote) {
        this.hub = hub;
        this.remote = remote;
    }

    @Override
    public void stored(TenantId tenant, NodeId node, Report report, Instant receivedAt) {
        Gone gone = taken(node);
        hub.find(new Scope(Optional.of(tenant)), Topic.NODES, node.toString())
                .map(LiveRow.Node.class::cast)
                .ifPresent(row -> remote.offer(node, row.tenant(), row.name(), report, receivedAt, gone));
    }

    /// Another server stored a report.
    void elsewhere(NodeId node, Instant receivedAt) {
        remote.elsewhere(node, taken(node), receivedAt);
    }

    @Override
    public void published(TenantId tenant, List<? extends LiveRow> rows, List<LiveHub.Gone> without) {
        for (LiveRow row : rows) {
            if (row instanceof LiveRow.Node node && node.state() == NodeState.DOWN) {
                remote.end(node.id(), node.lastSeen().orElse(Instant.EPOCH));
            }
        }
        for (LiveHub.Gone one : without) {
            switch (one.topic()) {
                case DEPENDENCIES, REPLICATION -> keep(one.key(), name -> new Gone(Set.of(name), Set.of()));
                case CONTAINERS -> keep(one.key(), name -> new Gone(Set.of(), Set.of(name)));
                case NODES, WORKLOADS, ALERTS -> {} // Nodes come last; agents measure nothing of the others.
            }
        }
        without.stream().filter(one -> one.topic() == Topic.NODES).forEach(one -> out(NodeId.of(one.key())));
    }

    private void out(NodeId node) {
        waiting.remove(node);
        remote.end(node, Instant.EPOCH);
    }

    private void keep(String key, Function<String, Gone> gone) {
        int end = key.indexOf('/');
        waiting.merge(NodeId.of(key.substring(0, end)), gone.apply(key.substring(end + 1)), Gone::and);
    }

    private Gone taken(NodeId node) {
        Gone gone = waiting.remove(node);
        return gone == null ? Gone.NOTHING : gone;
    }
}
