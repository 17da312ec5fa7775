package io.dotmac.console.live;

import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.HostSummary;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.WorkloadState;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import io.dotmac.model.report.Inventory;
import io.dotmac.model.report.Report;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What the console's own probes found, by [Snapshot#id]. Not safe for several threads.
///
/// A thing takes the place of the server's row for it: the one of the same name on the node of this console's name, or
/// else the only one of its name and kind. What the server never told of shows under a node of its own.
final class DirectRows {
    private static final NodeId OWN_NODE = new NodeId(new UUID(0, 0));

    private final String nodeName;
    private final Map<String, LiveRow> rowById = new HashMap<>();
    private @Nullable Instant startedAt;
    private Optional<HostSummary> host = Optional.empty();

    DirectRows(String nodeName) {
        this.nodeName = nodeName;
    }

    Map<String, LiveRow> rows() {
        return rowById;
    }

    void clear() {
        rowById.clear();
        startedAt = null;
    }

    /// Takes a report over.
    void accept(Report report, Tables server, Instant now) {
        Instant since = startedAt == null ? now : startedAt;
        startedAt = since;
        host = report.host().or(() -> host);
        Set<String> told = new HashSet<>();
        for (DependencyState state : report.dependencies()) {
            LiveRow row = dependency(state, server, now);
            rowById.put(Snapshot.id(row), row);
            told.add(Snapshot.id(row));
        }
        for (ReplicationLink link : report.replication()) {
            LiveRow row = replication(link, server, now);
            rowById.put(Snapshot.id(row), row);
            told.add(Snapshot.id(row));
        }
        if (report.full()) {
            keepOnly(Topic.DEPENDENCIES, told);
            keepOnly(Topic.REPLICATION, told);
        }
        report.inventory().ifPresent(inventory -> inventory(inventory, server, now));
        addOwnNode(report, since, now);
    }

    private void inventory(Inventory inventory, Tables server, Instant now) {
        part(Topic.CONTAINERS, inventory.containers(), state -> container(state, server, now));
        part(Topic.WORKLOADS, inventory.workloads(), state -> workload(state, server, now));
    }

    private <S> void part(Topic topic, Inventory.Part<S> part, Function<S, LiveRow> row) {
        Set<String> told = new HashSet<>();
        for (S state : part.states()) {
            LiveRow made = row.apply(state);
            rowById.put(Snapshot.id(made), made);
            told.add(Snapshot.id(made));
        }
        if (part.complete()) {
            keepOnly(topic, told);
        }
        Set<String> gone = Set.copyOf(part.gone());
        rowById.values().removeIf(made -> made.topic() == topic && gone.contains(afterNode(made.key())));
    }

    private static String afterNode(String key) {
        return key.substring(key.indexOf('/') + 1);
    }

    private void keepOnly(Topic topic, Set<String> ids) {
        rowById.entrySet().removeIf(entry -> entry.getValue().topic() == topic && !ids.contains(entry.getKey()));
    }

    private LiveRow container(ContainerState state, Tables server, Instant now) {
        LiveRow.Container known = find(
                server.rows(Topic.CONTAINERS).values().stream()
                        .map(LiveRow.Container.class::cast)
                        .filter(row -> row.state().name().equals(state.name()))
                        .toList(),
                row -> row.nodeName().equals(nodeName),
                row -> row.state().id().equals(state.id()));
        return known == null
                ? new LiveRow.Container(OWN_NODE, nodeName, "", state, now)
                : new LiveRow.Container(known.node(), known.nodeName(), known.tenant(), state, now);
    }

    private LiveRow workload(WorkloadState state, Tables server, Instant now) {
        LiveRow.Workload known = find(
                server.rows(Topic.WORKLOADS).values().stream()
                        .map(LiveRow.Workload.class::cast)
                        .filter(row -> row.state().id().equals(state.id()))
                        .toList(),
                row -> row.nodeName().equals(nodeName),
                _ -> true);
        return known == null
                ? new LiveRow.Workload(OWN_NODE, nodeName, "", state, now)
                : new LiveRow.Workload(known.node(), known.nodeName(), known.tenant(), state, now);
    }

    private LiveRow dependency(DependencyState state, Tables server, Instant now) {
        LiveRow.Dependency known = find(
                server.rows(Topic.DEPENDENCIES).values().stream()
                        .map(LiveRow.Dependency.class::cast)
                        .filter(row -> row.state().name().equals(state.name()))
                        .toList(),
                row -> row.nodeName().equals(nodeName),
                row -> row.state().kind() == state.kind());
        return known == null
                ? new LiveRow.Dependency(OWN_NODE, nodeName, "", state, now)
                : new LiveRow.Dependency(known.node(), known.nodeName(), known.tenant(), state, now);
    }

    private LiveRow replication(ReplicationLink link, Tables server, Instant now) {
        LiveRow.Replication known = find(
                server.rows(Topic.REPLICATION).values().stream()
                        .map(LiveRow.Replication.class::cast)
                        .filter(row -> row.link().name().equals(link.name()))
                        .toList(),
                row -> row.nodeName().equals(nodeName),
                row -> row.link().kind() == link.kind());
        return known == null
                ? new LiveRow.Replication(OWN_NODE, nodeName, "", link, now)
                : new LiveRow.Replication(known.node(), known.nodeName(), known.tenant(), link, now);
    }

    private static <T> @Nullable T find(List<T> sameName, Predicate<T> here, Predicate<T> sameKind) {
        for (T row : sameName) {
            if (here.test(row)) {
                return row;
            }
        }
        List<T> alike = sameName.stream().filter(sameKind).toList();
        return alike.size() == 1 ? alike.getFirst() : null;
    }

    private void addOwnNode(Report report, Instant since, Instant now) {
        String id = Snapshot.id(Topic.NODES, OWN_NODE.toString());
        Severity worst = Severity.OK;
        int up = 0;
        int total = 0;
        for (LiveRow row : rowById.values()) {
            Severity severity = Severity.OK;
            Health health = Health.UP;
            NodeId node = OWN_NODE;
            switch (row) {
                case LiveRow.Node _, LiveRow.Alert _ -> {
                    continue;
                }
                case LiveRow.Dependency dependency -> {
                    node = dependency.node();
                    severity = dependency.state().severity();
                    health = dependency.state().health();
                }
                case LiveRow.Replication link -> {
                    node = link.node();
                    severity = link.link().severity();
                    health = link.link().health();
                }
                case LiveRow.Container container -> {
                    worst = container.node().equals(OWN_NODE)
                            ? worst.worse(container.state().severity())
                            : worst;
                    continue;
                }
                case LiveRow.Workload workload -> {
                    worst = workload.node().equals(OWN_NODE)
                            ? worst.worse(workload.state().severity())
                            : worst;
                    continue;
                }
            }
            if (node.equals(OWN_NODE)) {
                worst = worst.worse(severity);
                total++;
                up += health == Health.UP ? 1 : 0;
            }
        }
        if (total == 0) {
            rowById.remove(id);
            return;
        }
        rowById.put(
                id,
                new LiveRow.Node(
                        OWN_NODE,
                        "",
                        nodeName,
                        NodeState.UP,
                        worst,
                        since,
                        Optional.of(now),
                        report.intervalMillis(),
                        report.agentVersion(),
                        "this console",
                        Optional.empty(),
                        host,
                        up,
                        total));
    }
}
