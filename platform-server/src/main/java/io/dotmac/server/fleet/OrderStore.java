package io.dotmac.server.fleet;

import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.order.OrderRecord;
import io.dotmac.model.order.OrderState;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Rows of `fleet.orders`.
final class OrderStore {
    private OrderStore() {}

    /// `false` when there is an order of that id already.
    static boolean insert(Tx tx, OrderRecord order) {
        return tx.handle()
                        .createUpdate("""
                                insert into fleet.orders
                                  (id, tenant_id, node_id, verb, target, asked_by, asked_at, state, detail)
                                values (:id, :tenant, :node, :verb, :target, :by, :at, :state, :detail)
                                on conflict (id) do nothing
                                """)
                        .bind("id", order.id())
                        .bind("tenant", tx.tenant().orElseThrow().value())
                        .bind("node", order.node().value())
                        .bind("verb", order.verb())
                        .bind("target", order.target())
                        .bind("by", order.askedBy())
                        .bind("at", at(order.askedAt()))
                        .bind("state", order.state().name())
                        .bind("detail", order.detail())
                        .execute()
                == 1;
    }

    /// `false` when it had ended before.
    static boolean end(Tx tx, UUID id, OrderState state, String detail, Instant now) {
        return tx.handle()
                        .createUpdate("""
                                update fleet.orders set state = :state, detail = :detail, ended_at = :now
                                where id = :id and ended_at is null
                                """)
                        .bind("state", state.name())
                        .bind("detail", detail)
                        .bind("now", at(now))
                        .bind("id", id)
                        .execute()
                == 1;
    }

    static Optional<OrderRecord> find(Tx tx, UUID id) {
        return tx.handle()
                .createQuery("select * from fleet.orders where id = :id")
                .bind("id", id)
                .map((row, context) -> order(row))
                .findOne();
    }

    static List<OrderRecord> page(Tx tx, ListQuery query) {
        ListSql sql = ListSql.of(query, Map.of("node", "node_id"));
        return tx.handle()
                .createQuery("select * from fleet.orders where " + sql.condition() + sql.tail())
                .bindMap(sql.values())
                .map((row, context) -> order(row))
                .list();
    }

    private static OrderRecord order(ResultSet row) throws SQLException {
        return new OrderRecord(
                row.getObject("id", UUID.class),
                new NodeId(row.getObject("node_id", UUID.class)),
                row.getString("verb"),
                row.getString("target"),
                row.getObject("asked_by", UUID.class),
                row.getObject("asked_at", OffsetDateTime.class).toInstant(),
                OrderState.valueOf(row.getString("state")),
                row.getString("detail"),
                Optional.ofNullable(row.getObject("ended_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant));
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
