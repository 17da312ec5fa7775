package io.dotmac.server.fleet;

import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import io.dotmac.model.report.SeriesName;
import io.dotmac.model.report.SeriesPoints;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.live.LiveHub;
import io.dotmac.server.platform.live.Scope;

/// What somebody may read back of a node.
final class SampleQueries {
    private final LiveHub hub;
    private final NodeBook book;
    private final SampleStore store;

    SampleQueries(LiveHub hub, NodeBook book, SampleStore store) {
        this.hub = hub;
        this.book = book;
        this.store = store;
    }

    /// A node as it is now; another tenant's does not exist.
    LiveRow.Node node(Caller caller, NodeId node) {
        return hub.find(Scope.of(caller), Topic.NODES, node.toString())
                .map(LiveRow.Node.class::cast)
                .orElseThrow(() -> Refusal.notFound("node", node));
    }

    SeriesPoints points(Caller caller, NodeId node, SeriesName name, SampleStore.Range range) {
        node(caller, node); // Refuses nodes that the caller does not see.
        NodeKey key = book.key(node).orElseThrow(() -> Refusal.notFound("node", node));
        return store.read(key, name, range);
    }
}
