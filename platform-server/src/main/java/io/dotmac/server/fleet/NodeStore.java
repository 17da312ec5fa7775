package io.dotmac.server.fleet;

import io.dotmac.model.Json;
import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.HostSummary;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.fleet.WorkloadState;
import io.dotmac.server.fleet.NodeRow.Observed;
import io.dotmac.server.platform.db.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Rows of `fleet.nodes` and the latest states that belong to them.
final class NodeStore {
    private final Database database;

    /// What is needed to check a node's signature.
    ///
    /// @param tenant whose
    /// @param publicKey as enrolled
    /// @param revoked why it was taken out of service; absent while it is in
    record Credentials(TenantId tenant, String publicKey, Optional<String> revoked) {}

    /// What nodes watch, by node.
    private record Watched(
            Map<UUID, List<Observed<DependencyState>>> dependencies,
            Map<UUID, List<Observed<ReplicationLink>>> links,
            Map<UUID, List<Observed<ContainerState>>> containers,
            Map<UUID, List<Observed<WorkloadState>>> workloads) {}

    NodeStore(Database database) {
        this.database = database;
    }

    /// Looked up by the node's own id, since its tenant is not known before.
    Optional<Credentials> credentials(NodeId node) {
        return database.withKey(
                node.toString(),
                handle -> handle.createQuery("""
                        select tenant_id, public_key,
                          case when revoked_at is not null then coalesce(revoked_reason, '') end as revoked
                        from fleet.nodes where id = :id
                        """)
                        .bind("id", node.value())
                        .map((row, context) -> new Credentials(
                                new TenantId(row.getObject("tenant_id", UUID.class)),
                                row.getString("public_key"),
                                Optional.ofNullable(row.getString("revoked"))))
                        .findOne());
    }

    void state(NodeKey key, NodeState state, Instant since) {
        database.inTenant(
                key.tenant(),
                handle -> handle.createUpdate(
                                "update fleet.nodes set state = :state, state_since = :since where id = :id")
                        .bind("state", state.name())
                        .bind("since", since.atOffset(ZoneOffset.UTC))
                        .bind("id", key.node().value())
                        .execute());
    }

    /// All nodes of a tenant that are in service.
    List<NodeRow> all(TenantId tenant) {
        return read(tenant, Optional.empty());
    }

    Optional<NodeRow> find(NodeKey key) {
        return read(key.tenant(), Optional.of(key.node().value())).stream().findFirst();
    }

    private List<NodeRow> read(TenantId tenant, Optional<UUID> node) {
        return database.inTenant(tenant, handle -> {
            if (node.isEmpty() && !hasNodes(handle)) {
                return List.of();
            }
            Map<UUID, List<Observed<DependencyState>>> dependencies =
                    states(handle, "fleet.dependency_state", DependencyState.class, node);
            Map<UUID, List<Observed<ReplicationLink>>> links =
                    states(handle, "fleet.replication_state", ReplicationLink.class, node);
            Map<UUID, List<Observed<ContainerState>>> containers =
                    states(handle, "fleet.container_state", ContainerState.class, node);
            Map<UUID, List<Observed<WorkloadState>>> workloads =
                    states(handle, "fleet.workload_state", WorkloadState.class, node);
            Watched watched = new Watched(dependencies, links, containers, workloads);
            return handle.createQuery("""
                            select * from fleet.nodes
                            where revoked_at is null and (:node::uuid is null or id = :node::uuid) order by id
                            """)
                    .bind("node", node.orElse(null))
                    .map((row, context) -> node(tenant, row, watched))
                    .list();
        });
    }

    private static boolean hasNodes(Handle handle) {
        return handle.createQuery("select exists (select from fleet.nodes where revoked_at is null)")
                .mapTo(Boolean.class)
                .one();
    }

    private static <S> Map<UUID, List<Observed<S>>> states(
            Handle handle, String table, Class<S> type, Optional<UUID> node) {
        Map<UUID, List<Observed<S>>> byNode = new HashMap<>();
        handle.createQuery("select node_id, name, state::text, boot, seq, collected_at, received_at from " + table
                        + " where :node::uuid is null or node_id = :node::uuid")
                .bind("node", node.orElse(null))
                .map((row, context) -> Map.entry(
                        row.getObject("node_id", UUID.class),
                        new Observed<>(
                                row.getString("name"),
                                Json.read(row.getString("state"), type),
                                position(row).orElseThrow(),
                                instant(row, "received_at").orElseThrow())))
                .forEach(entry -> byNode.computeIfAbsent(entry.getKey(), id -> new ArrayList<>())
                        .add(entry.getValue()));
        return byNode;
    }

    private static NodeRow node(TenantId tenant, ResultSet row, Watched watched) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        long offset = row.getLong("clock_offset_millis");
        Optional<Long> clockOffset = row.wasNull() ? Optional.empty() : Optional.of(offset);
        return new NodeRow(
                new NodeKey(tenant, new NodeId(id)),
                row.getString("name"),
                row.getString("agent_version"),
                row.getString("os"),
                NodeState.valueOf(row.getString("state")),
                instant(row, "state_since").orElseThrow(),
                instant(row, "last_seen"),
                position(row),
                row.getLong("interval_millis"),
                clockOffset,
                Optional.ofNullable(row.getString("host")).map(json -> Json.read(json, HostSummary.class)),
                watched.dependencies.getOrDefault(id, List.of()),
                watched.links.getOrDefault(id, List.of()),
                watched.containers.getOrDefault(id, List.of()),
                watched.workloads.getOrDefault(id, List.of()));
    }

    private static Optional<Position> position(ResultSet row) throws SQLException {
        String boot = row.getString("boot");
        Optional<Instant> collected = instant(row, "collected_at");
        return boot == null || collected.isEmpty()
                ? Optional.empty()
                : Optional.of(new Position(boot, row.getLong("seq"), collected.get()));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
