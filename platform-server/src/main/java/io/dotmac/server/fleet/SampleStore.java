package io.dotmac.server.fleet;

import io.dotmac.model.report.SeriesName;
import io.dotmac.model.report.SeriesPoints;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Partitions;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Reads samples back and looks after their day partitions.
final class SampleStore {
    private static final String POINTS = """
            with found as (
              select s.at, s.value,
                     case when count(*) over () <= :points then row_number() over (order by s.at)
                          else width_bucket(extract(epoch from s.at), extract(epoch from :from::timestamptz),
                                            extract(epoch from :to::timestamptz), :buckets) end as bucket
              from fleet.samples s
              where s.tenant_id = :tenant and s.at >= :from and s.at < :to
                and s.series_id = (select id from fleet.series where tenant_id = :tenant and node_id = :node
                                     and target = :target and metric = :metric and instance = :instance)
            )
            select (array_agg(at order by value, at))[1] as low_at, min(value) as low,
                   (array_agg(at order by value desc, at))[1] as high_at, max(value) as high
            from found group by bucket order by bucket
            """;

    private final Database database;

    /// What is asked for.
    ///
    /// @param from first moment
    /// @param to end, not included
    /// @param points most that are wanted
    record Range(Instant from, Instant to, int points) {}

    SampleStore(Database database) {
        this.database = database;
    }

    /// The measured points; where there are more than `points` of them, of each stretch of time the lowest and the
    /// highest, so that no spike is lost and none is invented.
    SeriesPoints read(NodeKey key, SeriesName name, Range range) {
        Map<Instant, Double> points = new TreeMap<>();
        database.inTenant(key.tenant(), handle -> {
            handle.createQuery(POINTS)
                    .bind("tenant", key.tenant().value())
                    .bind("node", key.node().value())
                    .bind("target", name.target())
                    .bind("metric", name.metric())
                    .bind("instance", name.instance())
                    .bind("from", range.from.atOffset(ZoneOffset.UTC))
                    .bind("to", range.to.atOffset(ZoneOffset.UTC))
                    .bind("points", range.points)
                    .bind("buckets", Math.max(1, range.points / 2))
                    .map((row, context) -> {
                        points.put(row.getObject(1, OffsetDateTime.class).toInstant(), row.getDouble(2));
                        points.put(row.getObject(3, OffsetDateTime.class).toInstant(), row.getDouble(4));
                        return 0;
                    })
                    .list();
            return 0;
        });
        List<Instant> at = new ArrayList<>(points.keySet());
        return new SeriesPoints(name, at, new ArrayList<>(points.values()));
    }

    /// Makes the partitions from the oldest day that is kept to the day after tomorrow, and drops the oldest that is
    /// older.
    void keepPartitions(LocalDate today, int retentionDays) {
        LocalDate first = today.minusDays(retentionDays);
        database.shared(handle -> handle.createQuery(
                        "select fleet.drop_sample_partitions(:kept), fleet.ensure_sample_partitions(:first, :last)")
                .bind("kept", Partitions.oneAtATime(handle, "fleet.samples", first))
                .bind("first", first)
                .bind("last", today.plusDays(2))
                .mapToMap()
                .one());
    }
}
