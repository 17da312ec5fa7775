package io.dotmac.server.alert;

import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import io.dotmac.server.platform.live.LiveHub;
import io.dotmac.server.platform.live.LiveHub.Gone;
import io.dotmac.server.platform.live.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Since when it is known that what an uplink leads through is well: topologies name nodes, live rows have their ids.
/// Safe for use by several threads.
final class UplinkWatch {
    private final LiveHub hub;
    private final Map<TenantId, Map<String, NodeId>> ids = new ConcurrentHashMap<>();

    UplinkWatch(LiveHub hub) {
        this.hub = hub;
    }

    /// Nodes came, or went.
    void published(TenantId tenant, List<? extends LiveRow> rows, List<Gone> gone) {
        Map<String, NodeId> ofTenant = ids.computeIfAbsent(tenant, key -> new ConcurrentHashMap<>());
        for (LiveRow row : rows) {
            if (row instanceof LiveRow.Node node) {
                ofTenant.put(node.name(), node.id());
            }
        }
        for (Gone one : gone) {
            if (one.topic() == Topic.NODES) {
                ofTenant.values().removeIf(id -> id.toString().equals(one.key()));
            }
        }
    }

    /// Whether it was heard at `since` or later that all is well there. Of what is not watched nothing will be heard,
    /// so there is nothing to wait for.
    ///
    /// @param through as in an uplink
    boolean isWell(TenantId tenant, String through, Instant since) {
        int slash = through.indexOf('/');
        String name = slash < 0 ? through : through.substring(0, slash);
        Optional<LiveRow.Node> node = Optional.ofNullable(
                        ids.getOrDefault(tenant, Map.of()).get(name))
                .flatMap(id -> find(tenant, Topic.NODES, id.toString(), LiveRow.Node.class))
                .filter(row -> row.state() != NodeState.NEW);
        if (node.isEmpty()) {
            return true;
        }
        return slash < 0
                ? isWell(node.get(), since)
                : find(tenant, Topic.DEPENDENCIES, node.get().id() + through.substring(slash), LiveRow.Dependency.class)
                        .map(row -> isWell(row, node.get().clockOffsetMillis().orElse(0L), since))
                        .orElse(true);
    }

    private static boolean isWell(LiveRow.Node node, Instant since) {
        return node.state() != NodeState.DOWN
                && node.lastSeen().filter(at -> !at.isBefore(since)).isPresent();
    }

    private static boolean isWell(LiveRow.Dependency row, long ahead, Instant since) {
        boolean works = row.state().health() == Health.UP || row.state().health() == Health.DEGRADED;
        return works && !row.state().checkedAt().minusMillis(ahead).isBefore(since);
    }

    private <R extends LiveRow> Optional<R> find(TenantId tenant, Topic topic, String key, Class<R> kind) {
        return hub.find(new Scope(Optional.of(tenant)), topic, key)
                .filter(kind::isInstance)
                .map(kind::cast);
    }
}
