package io.dotmac.server.fleet;

import io.dotmac.model.agent.AgentInfo;
import io.dotmac.model.agent.KeyFingerprint;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Rows of `fleet.nodes` as agents: in service or taken out.
final class AgentStore {
    private final Database database;

    /// A node that was let in or taken out.
    ///
    /// @param key of the node
    /// @param revoked why it was taken out; absent when it was let in
    record Change(NodeKey key, Optional<String> revoked) {}

    AgentStore(Database database) {
        this.database = database;
    }

    static List<AgentInfo> page(Tx tx, ListQuery query) {
        ListSql sql = ListSql.of(query);
        return tx.handle()
                .createQuery("select * from fleet.nodes where " + sql.condition() + sql.tail())
                .bindMap(sql.values())
                .map((row, context) -> agent(row))
                .list();
    }

    /// All of them, by name.
    static List<AgentInfo> all(Tx tx) {
        return tx.handle()
                .createQuery("select * from fleet.nodes order by name")
                .map((row, context) -> agent(row))
                .list();
    }

    /// `false` when it was taken out before.
    static boolean revoke(Tx tx, NodeId node, String reason, Instant now) {
        return tx.handle()
                        .createUpdate("""
                                update fleet.nodes
                                set revoked_at = :now, revoked_reason = :reason, admission_at = now()
                                where id = :id and revoked_at is null
                                """)
                        .bind("now", now.atOffset(ZoneOffset.UTC))
                        .bind("reason", reason)
                        .bind("id", node.value())
                        .execute()
                == 1;
    }

    /// The node of that name, in service or not.
    static Optional<NodeId> named(Tx tx, String name) {
        return tx.handle()
                .createQuery("select id from fleet.nodes where name = :name")
                .bind("name", name)
                .mapTo(UUID.class)
                .findOne()
                .map(NodeId::new);
    }

    /// What changed within the last seconds, of all tenants.
    List<Change> changes(int seconds) {
        return database.shared(handle -> handle.createQuery(
                        "select tenant_id, node_id, revoked_reason from fleet.admissions_within(:seconds)")
                .bind("seconds", seconds)
                .map((row, context) -> new Change(
                        new NodeKey(
                                new TenantId(row.getObject("tenant_id", UUID.class)),
                                new NodeId(row.getObject("node_id", UUID.class))),
                        Optional.ofNullable(row.getString("revoked_reason"))))
                .list());
    }

    private static AgentInfo agent(ResultSet row) throws SQLException {
        return new AgentInfo(
                new NodeId(row.getObject("id", UUID.class)),
                row.getString("name"),
                row.getString("agent_version"),
                row.getString("os"),
                KeyFingerprint.of(row.getString("public_key")),
                row.getObject("enrolled_at", OffsetDateTime.class).toInstant(),
                time(row, "last_seen"),
                time(row, "revoked_at"),
                Optional.ofNullable(row.getString("revoked_reason")));
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
