package io.dotmac.server.fleet.series;

import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.report.Aggregate;
import io.dotmac.model.report.KnownMetric;
import io.dotmac.model.report.KnownSeries;
import io.dotmac.server.fleet.series.SeriesQuery.Which;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListSql;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Reads series and their values: the roll-ups, and the samples themselves for what is not rolled up yet, so that an
/// answer never depends on how far that is.
final class SeriesStore {
    private static final String KNOWN = """
            from fleet.series r join fleet.nodes n on n.tenant_id = r.tenant_id and n.id = r.node_id
            where r.tenant_id = :tenant
            """;
    private static final String WHICH = "select r.id, r.node_id, n.name, r.target, r.metric, r.instance " + KNOWN + """
              and r.metric = :metric
              and (:nodes::text[] = '{}' or r.node_id::text = any(:nodes) or n.name = any(:nodes))
              and (:targets::text[] = '{}' or r.target = any(:targets))
              and (:instances::text[] = '{}' or r.instance = any(:instances))
            order by n.name, r.target, r.instance, r.id limit :most
            """;
    private static final String METRICS = """
            select metric, count(*) as series, count(distinct node_id) as nodes,
              array_agg(distinct target) as targets
            from fleet.series where tenant_id = :tenant group by metric
            """;
    private static final String DUE = """
            select distinct date_bin('{unit}', slot, timestamptz 'epoch') as slot from fleet.rollup_due
            where tenant_id = :tenant and slot >= date_bin('{unit}', :from::timestamptz, timestamptz 'epoch')
              and slot < :to
            """;
    private static final String SAMPLES = """
            select series_id, at, 1 as count, value as low, value as high, value as total, value as last
            from fleet.samples where tenant_id = :tenant and series_id = any(:ids) and at >= :from and at < :to
            """;
    private static final String ROLLED = """
            select series_id, at, count, low, high, total, last
            from {table} where tenant_id = :tenant and series_id = any(:ids) and at >= :from and at < :to
            """;
    private static final String WITHOUT =
            " and date_bin('{unit}', at, timestamptz 'epoch') <> all(:due::text[]::timestamptz[]) ";
    private static final String WITH =
            " and at >= :first and date_bin('{unit}', at, timestamptz 'epoch') = any(:due::text[]::timestamptz[]) ";

    private static final int TARGETS = 20;

    private final Database database;

    /// Values of a series by bucket, not a number where nothing was reported.
    private static final class Buckets {
        private final double[] values;

        Buckets(int count) {
            values = new double[count];
            Arrays.fill(values, Double.NaN);
        }
    }

    SeriesStore(Database database) {
        this.database = database;
    }

    /// The series that are asked for, at most `most`.
    List<KnownSeries> find(TenantId tenant, Which which, int most) {
        return database.read(
                tenant,
                handle -> handle.createQuery(WHICH)
                        .bind("tenant", tenant.value())
                        .bind("metric", which.metric())
                        .bind("nodes", which.nodes().toArray(String[]::new))
                        .bind("targets", which.targets().toArray(String[]::new))
                        .bind("instances", which.instances().toArray(String[]::new))
                        .bind("most", most)
                        .map((row, context) -> series(row))
                        .list());
    }

    /// All series, page by page.
    List<KnownSeries> page(TenantId tenant, ListQuery query) {
        ListSql sql = ListSql.of(
                query,
                Map.of(
                        "id", "r.id",
                        "node", "r.node_id",
                        "node_name", "n.name",
                        "target", "r.target",
                        "metric", "r.metric",
                        "instance", "r.instance"));
        return database.read(
                tenant,
                handle -> handle.createQuery("select r.id, r.node_id, n.name, r.target, r.metric, r.instance " + KNOWN
                                + " and " + sql.condition() + sql.tail())
                        .bind("tenant", tenant.value())
                        .bindMap(sql.values())
                        .map((row, context) -> series(row))
                        .list());
    }

    /// All metrics, page by page.
    List<KnownMetric> metrics(TenantId tenant, ListQuery query) {
        ListSql sql = ListSql.of(query);
        return database.read(
                tenant,
                handle -> handle.createQuery("select * from (" + METRICS + ") m where " + sql.condition() + sql.tail())
                        .bind("tenant", tenant.value())
                        .bindMap(sql.values())
                        .map((row, context) -> new KnownMetric(
                                row.getString("metric"),
                                row.getLong("series"),
                                row.getLong("nodes"),
                                texts(row.getArray("targets"))))
                        .list());
    }

    /// What the values of each bucket come to, by the series' id; a series without any is left out.
    Map<Long, double[]> values(TenantId tenant, SeriesQuery query, Grain grain, List<Long> ids) {
        Map<Long, Buckets> found = new HashMap<>();
        database.read(tenant, handle -> {
            List<Instant> due = grain == Grain.RAW ? List.of() : due(handle, tenant, query, grain);
            var select = handle.createQuery(sql(grain, query.aggregate(), !due.isEmpty()))
                    .setFetchSize(10_000)
                    .bind("tenant", tenant.value())
                    .bind("ids", ids.toArray(Long[]::new))
                    .bind("from", query.from().atOffset(ZoneOffset.UTC))
                    .bind("to", query.to().atOffset(ZoneOffset.UTC))
                    .bind("step", query.step().toSeconds());
            if (!due.isEmpty()) {
                select.bind("due", due.stream().map(Instant::toString).toArray(String[]::new));
                select.bind("first", due.getFirst().atOffset(ZoneOffset.UTC));
            }
            select.map((row, context) -> {
                        int bucket = bucket(query, row.getObject(2, OffsetDateTime.class));
                        found.computeIfAbsent(row.getLong(1), id -> new Buckets(query.buckets())).values[bucket] =
                                row.getDouble(3);
                        return bucket;
                    })
                    .forEach(bucket -> {});
            return 0;
        });
        Map<Long, double[]> values = new HashMap<>();
        found.forEach((id, buckets) -> values.put(id, buckets.values));
        return values;
    }

    /// The statement that reads values; `explain` of it shows which partitions it touches.
    static String sql(Grain grain, Aggregate aggregate, boolean due) {
        String inner = SAMPLES;
        if (grain != Grain.RAW) {
            inner = ROLLED.replace("{table}", grain.table());
            if (due) {
                inner += WITHOUT.replace("{unit}", grain.madeBy()) + " union all " + SAMPLES
                        + WITH.replace("{unit}", grain.madeBy());
            }
        }
        String value = switch (aggregate) {
            case AVG -> "sum(total) / sum(count)";
            case MIN -> "min(low)";
            case MAX -> "max(high)";
            case SUM -> "sum(total)";
            case COUNT -> "sum(count)";
            case LAST -> "(array_agg(last order by at desc))[1]";
        };
        return "select series_id, date_bin(make_interval(secs => :step), at, :from::timestamptz) as bucket, " + value
                + " from (" + inner + ") found group by 1, 2";
    }

    private static List<Instant> due(Handle handle, TenantId tenant, SeriesQuery query, Grain grain) {
        return handle
                .createQuery(DUE.replace("{unit}", grain.madeBy()))
                .bind("tenant", tenant.value())
                .bind("from", query.from().atOffset(ZoneOffset.UTC))
                .bind("to", query.to().atOffset(ZoneOffset.UTC))
                .mapTo(OffsetDateTime.class)
                .map(OffsetDateTime::toInstant)
                .stream()
                .sorted()
                .toList();
    }

    private static int bucket(SeriesQuery query, OffsetDateTime at) {
        return (int) (Duration.between(query.from(), at.toInstant()).toSeconds()
                / query.step().toSeconds());
    }

    private static KnownSeries series(ResultSet row) throws SQLException {
        return new KnownSeries(
                row.getLong("id"),
                new NodeId(row.getObject("node_id", UUID.class)),
                row.getString("name"),
                row.getString("target"),
                row.getString("metric"),
                row.getString("instance"));
    }

    private static List<String> texts(Array array) throws SQLException {
        return Arrays.stream((String[]) array.getArray()).limit(TARGETS).toList();
    }
}
