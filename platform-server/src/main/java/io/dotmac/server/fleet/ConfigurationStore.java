package io.dotmac.server.fleet;

import io.dotmac.model.agent.ConfigState;
import io.dotmac.model.agent.NodeConfiguration;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Rows of `fleet.configurations`.
final class ConfigurationStore {
    private ConfigurationStore() {}

    /// Keeps a text as the next revision of its node; two at once get two numbers.
    static NodeConfiguration insert(Tx tx, NodeId node, String yaml, UUID by, Instant now) {
        tx.handle()
                .createQuery("select 1 from fleet.nodes where id = :node for update")
                .bind("node", node.value())
                .mapTo(Integer.class)
                .findOne();
        return tx.handle()
                .createQuery("""
                        insert into fleet.configurations
                          (tenant_id, node_id, revision, yaml, made_by, made_at, state, state_at)
                        select :tenant, :node, coalesce(max(revision), 0) + 1, :yaml, :by, :now, 'WANTED', :now
                        from fleet.configurations where node_id = :node
                        returning *
                        """)
                .bind("tenant", tx.tenant().orElseThrow().value())
                .bind("node", node.value())
                .bind("yaml", yaml)
                .bind("by", by)
                .bind("now", at(now))
                .map((row, context) -> configuration(row))
                .one();
    }

    /// The revision that is wanted: the highest.
    static Optional<NodeConfiguration> wanted(Tx tx, NodeId node) {
        return tx.handle()
                .createQuery("select * from fleet.configurations where node_id = :node order by revision desc limit 1")
                .bind("node", node.value())
                .map((row, context) -> configuration(row))
                .findOne();
    }

    static Optional<NodeConfiguration> find(Tx tx, NodeId node, int revision) {
        return tx.handle()
                .createQuery("select * from fleet.configurations where node_id = :node and revision = :revision")
                .bind("node", node.value())
                .bind("revision", revision)
                .map((row, context) -> configuration(row))
                .findOne();
    }

    static List<NodeConfiguration> page(Tx tx, NodeId node, ListQuery query) {
        ListSql sql = ListSql.of(query);
        return tx.handle()
                .createQuery(
                        "select * from fleet.configurations where node_id = :node and " + sql.condition() + sql.tail())
                .bind("node", node.value())
                .bindMap(sql.values())
                .map((row, context) -> configuration(row))
                .list();
    }

    /// `false` when the agent said so before.
    static boolean state(Tx tx, NodeId node, int revision, ConfigState state, List<String> violations, Instant now) {
        return tx.handle()
                        .createUpdate("""
                                update fleet.configurations
                                set state = :state, violations = :violations, state_at = :now
                                where node_id = :node and revision = :revision and state <> :state
                                """)
                        .bind("state", state.name())
                        .bindArray("violations", String.class, violations)
                        .bind("now", at(now))
                        .bind("node", node.value())
                        .bind("revision", revision)
                        .execute()
                == 1;
    }

    private static NodeConfiguration configuration(ResultSet row) throws SQLException {
        return new NodeConfiguration(
                new NodeId(row.getObject("node_id", UUID.class)),
                row.getInt("revision"),
                row.getString("yaml"),
                row.getObject("made_by", UUID.class),
                row.getObject("made_at", OffsetDateTime.class).toInstant(),
                ConfigState.valueOf(row.getString("state")),
                Arrays.asList((String[]) row.getArray("violations").getArray()),
                row.getObject("state_at", OffsetDateTime.class).toInstant());
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
