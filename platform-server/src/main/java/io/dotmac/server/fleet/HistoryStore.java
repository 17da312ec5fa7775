package io.dotmac.server.fleet;

import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.fleet.SampleHistory.Point;
import io.dotmac.server.fleet.SampleHistory.Wanted;
import io.dotmac.server.platform.db.Database;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.function.Consumer;

/// Reads samples of many series.
final class HistoryStore {
    private static final int FETCH = 5_000;
    private static final String POINTS = """
            select n.id, n.name, r.target, r.instance, s.at, s.value
            from fleet.series r
            join fleet.nodes n on n.tenant_id = r.tenant_id and n.id = r.node_id
            join fleet.samples s on s.tenant_id = r.tenant_id and s.series_id = r.id
            where r.tenant_id = :tenant and r.metric = :metric and (:target::text is null or r.target = :target::text)
              and s.at >= :from and s.at < :to
            order by r.id, s.at
            """;

    private final Database database;

    HistoryStore(Database database) {
        this.database = database;
    }

    void read(TenantId tenant, Wanted wanted, Consumer<Point> taker) {
        database.inTenant(tenant, handle -> {
            handle.createQuery(POINTS)
                    .setFetchSize(FETCH)
                    .bind("tenant", tenant.value())
                    .bind("metric", wanted.metric())
                    .bind("target", wanted.target().orElse(null))
                    .bind("from", wanted.from().atOffset(ZoneOffset.UTC))
                    .bind("to", wanted.to().atOffset(ZoneOffset.UTC))
                    .map((row, context) -> new Point(
                            new NodeId(row.getObject(1, UUID.class)),
                            row.getString(2),
                            row.getString(3),
                            row.getString(4),
                            row.getObject(5, OffsetDateTime.class).toInstant(),
                            row.getDouble(6)))
                    .forEach(taker);
            return 0;
        });
    }
}
