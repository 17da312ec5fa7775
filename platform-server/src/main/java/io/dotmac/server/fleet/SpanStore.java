package io.dotmac.server.fleet;

import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.fleet.NodeRow.Observed;
import io.dotmac.server.platform.db.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Reads `fleet.state_spans`: how nodes and what they watch stood, and from when to when.
final class SpanStore {
    private static final String NODES = """
            select n.id, n.name, n.os, n.agent_version, n.interval_millis, s.from_at, s.to_at, s.state->>'state' as state,
              s.state->>'last_seen' as last_seen
            from fleet.state_spans s join fleet.nodes n on n.tenant_id = s.tenant_id and n.id = s.node_id
            where s.tenant_id = :tenant and s.kind = 'node'
            """;
    private static final String AT = " and s.from_at <= :at and s.to_at > :at ";
    private static final String STATES = """
            select s.kind, s.node_id, n.name as node_name, s.name, s.from_at, s.to_at, s.state::text as state
            from fleet.state_spans s join fleet.nodes n on n.tenant_id = s.tenant_id and n.id = s.node_id
            where s.tenant_id = :tenant and s.kind <> 'node'
            """;

    private final Database database;

    /// A node as it was in a stretch of time.
    record NodeSpan(NodeRow row, Optional<Instant> to) {}

    /// Something that a node watched, as it was in a stretch of time.
    record StateSpan(String kind, NodeId node, String nodeName, Observed<String> state, Optional<Instant> to) {}

    SpanStore(Database database) {
        this.database = database;
    }

    /// Nodes as they were at an instant, in the order of their ids, without what they watched.
    ///
    /// @param from the first id
    List<NodeSpan> nodes(TenantId tenant, Instant at, Optional<NodeId> only, UUID from, int most) {
        return database.read(
                tenant,
                handle -> handle.createQuery(NODES + AT
                                + " and s.node_id >= :first and (:only::uuid is null or s.node_id = :only::uuid)"
                                + " order by s.node_id limit :most")
                        .bind("tenant", tenant.value())
                        .bind("at", at.atOffset(ZoneOffset.UTC))
                        .bind("first", from)
                        .bind("only", only.map(NodeId::value).orElse(null))
                        .bind("most", most)
                        .map((row, context) -> node(tenant, row))
                        .list());
    }

    /// What these nodes watched, as it was at an instant.
    List<StateSpan> states(TenantId tenant, Instant at, List<NodeId> nodes) {
        return database.read(
                tenant,
                handle -> handle.createQuery(
                                STATES + AT + " and s.node_id = any(:nodes) order by s.node_id, s.kind, s.name")
                        .bind("tenant", tenant.value())
                        .bind("at", at.atOffset(ZoneOffset.UTC))
                        .bind("nodes", nodes.stream().map(NodeId::value).toArray(UUID[]::new))
                        .map((row, context) -> state(row))
                        .list());
    }

    /// Every stretch of nodes in a span of time, node after node, each in order.
    void eachNode(TenantId tenant, Instant from, Instant to, Consumer<NodeSpan> taker) {
        database.read(tenant, handle -> {
            within(handle, NODES, tenant, from, to, " order by s.node_id, s.from_at")
                    .map((row, context) -> node(tenant, row))
                    .forEach(taker);
            return 0;
        });
    }

    /// Every stretch of things of that kind in a span of time, thing after thing, each in order.
    void eachState(TenantId tenant, String kind, Instant from, Instant to, Consumer<StateSpan> taker) {
        database.read(tenant, handle -> {
            within(handle, STATES + " and s.kind = :kind", tenant, from, to, " order by s.node_id, s.name, s.from_at")
                    .bind("kind", kind)
                    .map((row, context) -> state(row))
                    .forEach(taker);
            return 0;
        });
    }

    /// Forgets what ended before; returns how many of at most `most`.
    int purge(Instant before, int most) {
        return database.shared(handle -> handle.createQuery("select fleet.purge_spans(:before, :most)")
                .bind("before", before.atOffset(ZoneOffset.UTC))
                .bind("most", most)
                .mapTo(Integer.class)
                .one());
    }

    private static org.jdbi.v3.core.statement.Query within(
            Handle handle, String sql, TenantId tenant, Instant from, Instant to, String order) {
        return handle.createQuery(sql + " and s.from_at < :to and s.to_at > :from" + order)
                .setFetchSize(1_000)
                .bind("tenant", tenant.value())
                .bind("from", from.atOffset(ZoneOffset.UTC))
                .bind("to", to.atOffset(ZoneOffset.UTC));
    }

    private static NodeSpan node(TenantId tenant, ResultSet row) throws SQLException {
        NodeRow node = new NodeRow(
                new NodeKey(tenant, new NodeId(row.getObject("id", UUID.class))),
                row.getString("name"),
                row.getString("agent_version"),
                row.getString("os"),
                NodeState.valueOf(row.getString("state")),
                instant(row, "from_at"),
                time(row.getString("last_seen")),
                Optional.empty(),
                row.getLong("interval_millis"),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        return new NodeSpan(node, end(row));
    }

    private static StateSpan state(ResultSet row) throws SQLException {
        Instant from = instant(row, "from_at");
        return new StateSpan(
                row.getString("kind"),
                new NodeId(row.getObject("node_id", UUID.class)),
                row.getString("node_name"),
                new Observed<>(row.getString("name"), row.getString("state"), new Position("", 0, from), from),
                end(row));
    }

    private static Optional<Instant> time(@Nullable String json) {
        return Optional.ofNullable(json).map(OffsetDateTime::parse).map(OffsetDateTime::toInstant);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /// Absent while it goes on: the driver gives the greatest time there is for infinity.
    private static Optional<Instant> end(ResultSet row) throws SQLException {
        OffsetDateTime end = row.getObject("to_at", OffsetDateTime.class);
        return end.equals(OffsetDateTime.MAX) ? Optional.empty() : Optional.of(end.toInstant());
    }
}
