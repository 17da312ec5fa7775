package io.dotmac.server.fleet;

import io.dotmac.model.Json;
import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.fleet.WorkloadState;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import io.dotmac.server.fleet.NodeRow.Observed;
import io.dotmac.server.fleet.SpanStore.NodeSpan;
import io.dotmac.server.fleet.SpanStore.StateSpan;
import io.dotmac.server.platform.db.Database;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// How everything stood at a past instant, and what became of it over time. Figures of a row are those of the moment in
/// which the row last changed.
public final class StateHistory {
    private static final int NODES = 200;
    private static final Map<Topic, String> KINDS = Map.of(
            Topic.DEPENDENCIES, "dependency",
            Topic.REPLICATION, "replication",
            Topic.CONTAINERS, "container",
            Topic.WORKLOADS, "workload");

    private final SpanStore store;
    private final Function<TenantId, String> slugs;

    /// @param slugs names of tenants, as rows tell them
    public StateHistory(Database database, Function<TenantId, String> slugs) {
        this.store = new SpanStore(database);
        this.slugs = slugs;
    }

    /// Part of the rows of a topic.
    ///
    /// @param topic not of alerts
    /// @param node only of this one
    /// @param after the key that the part comes after, or empty
    /// @param limit most rows
    public record Part(Topic topic, Optional<NodeId> node, String after, int limit) {}

    /// A row in a stretch of time.
    ///
    /// @param row as it was
    /// @param from when it began to be so
    /// @param to when it was so no more; absent while it is
    public record Stretch(LiveRow row, Instant from, Optional<Instant> to) {}

    /// Rows as they stood at an instant, in the order of their keys.
    public List<LiveRow> at(TenantId tenant, Instant at, Part part) {
        String slug = slugs.apply(tenant);
        List<LiveRow> rows = new ArrayList<>();
        UUID first = part.after.isEmpty() ? new UUID(0, 0) : UUID.fromString(part.after.substring(0, 36));
        while (rows.size() < part.limit) {
            List<NodeSpan> nodes = store.nodes(tenant, at, part.node, first, NODES);
            rows(tenant, at, nodes, slug).stream()
                    .filter(row -> row.topic() == part.topic && row.key().compareTo(part.after) > 0)
                    .sorted(java.util.Comparator.comparing(LiveRow::key))
                    .forEach(rows::add);
            if (nodes.size() < NODES) {
                break;
            }
            UUID last = nodes.getLast().row().key().node().value();
            first = new UUID(last.getMostSignificantBits(), last.getLeastSignificantBits() + 1);
        }
        return rows.subList(0, Math.min(rows.size(), part.limit));
    }

    /// Gives each stretch of a topic's rows to `taker`, row after row, each in the order of time.
    public void each(TenantId tenant, Topic topic, Instant from, Instant to, Consumer<Stretch> taker) {
        String slug = slugs.apply(tenant);
        if (topic == Topic.NODES) {
            store.eachNode(
                    tenant,
                    from,
                    to,
                    span -> taker.accept(new Stretch(
                            new NodeEntry(span.row(), slug).rows().getFirst(),
                            span.row().since(),
                            span.to())));
            return;
        }
        store.eachState(
                tenant,
                KINDS.getOrDefault(topic, ""),
                from,
                to,
                span -> taker.accept(new Stretch(row(span, slug), span.state().receivedAt(), span.to())));
    }

    int purge(Instant before, int most) {
        return store.purge(before, most);
    }

    private List<LiveRow> rows(TenantId tenant, Instant at, List<NodeSpan> nodes, String slug) {
        List<NodeId> ids = nodes.stream().map(span -> span.row().key().node()).toList();
        Map<NodeId, List<StateSpan>> states =
                store.states(tenant, at, ids).stream().collect(Collectors.groupingBy(StateSpan::node));
        return nodes.stream()
                .map(span ->
                        whole(span.row(), states.getOrDefault(span.row().key().node(), List.of())))
                .flatMap(row -> new NodeEntry(row, slug).rowsAt(at).stream())
                .toList();
    }

    private static NodeRow whole(NodeRow node, List<StateSpan> states) {
        return new NodeRow(
                node.key(),
                node.name(),
                node.agentVersion(),
                node.os(),
                node.state(),
                node.since(),
                node.lastSeen(),
                node.position(),
                node.intervalMillis(),
                node.clockOffsetMillis(),
                node.host(),
                observed(states, "dependency", DependencyState.class),
                observed(states, "replication", ReplicationLink.class),
                observed(states, "container", ContainerState.class),
                observed(states, "workload", WorkloadState.class));
    }

    private static <S> List<Observed<S>> observed(List<StateSpan> states, String kind, Class<S> type) {
        return states.stream()
                .filter(span -> span.kind().equals(kind))
                .map(StateSpan::state)
                .map(one -> new Observed<>(one.name(), Json.read(one.state(), type), one.position(), one.receivedAt()))
                .toList();
    }

    private static LiveRow row(StateSpan span, String slug) {
        String json = span.state().state();
        Instant at = span.state().receivedAt();
        return switch (span.kind()) {
            case "dependency" ->
                new LiveRow.Dependency(span.node(), span.nodeName(), slug, Json.read(json, DependencyState.class), at);
            case "replication" ->
                new LiveRow.Replication(span.node(), span.nodeName(), slug, Json.read(json, ReplicationLink.class), at);
            case "container" ->
                new LiveRow.Container(span.node(), span.nodeName(), slug, Json.read(json, ContainerState.class), at);
            default ->
                new LiveRow.Workload(span.node(), span.nodeName(), slug, Json.read(json, WorkloadState.class), at);
        };
    }
}
