package io.dotmac.server.fleet;

import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.report.Samples;
import io.dotmac.model.report.SeriesName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Writes samples: all rows of a batch in one `INSERT ... SELECT FROM unnest`, which row-level security allows and
/// which is the fastest way under it. A node is for one writer at a time.
final class SampleWriter {
    private static final String INSERT = """
            with due as (
              insert into fleet.rollup_due (tenant_id, slot)
              select ?, timestamptz 'epoch' + d * interval '1 millisecond' from unnest(?::bigint[]) as slots (d)
            )
            insert into fleet.samples (tenant_id, series_id, at, value)
            select ?, s, timestamptz 'epoch' + a * interval '1 millisecond', v
            from unnest(?::bigint[], ?::bigint[], ?::double precision[]) as rows (s, a, v)
            """;
    private static final String INSERT_NEW = INSERT + "on conflict do nothing";
    private static final String NEW_SERIES = """
            insert into fleet.series (tenant_id, node_id, target, metric, instance)
            select ?, n, t, m, i from unnest(?::uuid[], ?::text[], ?::text[], ?::text[]) as rows (n, t, m, i)
            on conflict do nothing
            """;
    private static final String SERIES_IDS = """
            select s.id, s.node_id, s.target, s.metric, s.instance from fleet.series s
            join unnest(?::uuid[], ?::text[], ?::text[], ?::text[]) as rows (n, t, m, i)
              on s.node_id = n and s.target = t and s.metric = m and s.instance = i
            where s.tenant_id = ?
            """;

    private static final long SLOT_MILLIS = Duration.ofMinutes(15).toMillis();

    private final Duration retention;
    private final IntakeMetrics metrics;
    private final Map<NodeId, Map<SeriesName, Long>> idsByNode = new ConcurrentHashMap<>();

    /// What is done about rows that are stored already, or come twice. To look for each row first takes the database a
    /// quarter of the time of an insert, and there is hardly ever one.
    enum Twins {
        /// The transaction fails.
        FAIL,
        /// They are left out.
        LEFT_OUT
    }

    private record Series(NodeId node, SeriesName name) {}

    SampleWriter(int retentionDays, IntakeMetrics metrics) {
        this.retention = Duration.ofDays(retentionDays);
        this.metrics = metrics;
    }

    /// Writes the rows of `batch` and returns what is to be done once they are committed.
    Runnable write(Connection connection, TenantId tenant, List<Arrival> batch, Twins twins) throws SQLException {
        Map<Series, Long> made = resolve(connection, tenant, batch);
        int size = batch.stream().mapToInt(one -> one.report().samples().size()).sum();
        Columns columns = new Columns(size);
        int clamped = 0;
        int old = 0;
        for (Arrival one : batch) {
            SampleTimes times = new SampleTimes(one.report(), one.receivedAt(), oldest(one.receivedAt()));
            columns.add(one.report().samples(), ids(one, made), times);
            clamped += times.clamped();
            old += times.dropped();
        }
        // Rows from the future all get the time of their arrival: those of a series are twins.
        String insert = twins == Twins.LEFT_OUT || clamped > 0 ? INSERT_NEW : INSERT;
        int inserted = columns.count == 0 ? 0 : insert(connection, insert, tenant, columns);
        int stillOld = old;
        int stillClamped = clamped;
        return () -> {
            made.forEach((series, id) -> idsByNode
                    .computeIfAbsent(series.node, node -> new ConcurrentHashMap<>())
                    .put(series.name, id));
            metrics.samples(inserted, columns.count - inserted, stillOld, stillClamped);
        };
    }

    /// The first moment of the oldest day that is kept.
    private Instant oldest(Instant now) {
        LocalDate day = LocalDate.ofInstant(now.minus(retention), ZoneOffset.UTC);
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static int insert(Connection connection, String insert, TenantId tenant, Columns columns)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setObject(1, tenant.value());
            statement.setObject(2, columns.slots());
            statement.setObject(3, tenant.value());
            statement.setObject(4, Arrays.copyOf(columns.series, columns.count));
            statement.setObject(5, Arrays.copyOf(columns.at, columns.count));
            statement.setObject(6, Arrays.copyOf(columns.value, columns.count));
            return statement.executeUpdate();
        }
    }

    private long[] ids(Arrival one, Map<Series, Long> made) {
        NodeId node = one.key().node();
        Map<SeriesName, Long> known = idsByNode.getOrDefault(node, Map.of());
        List<SeriesName> names = one.report().samples().names();
        long[] ids = new long[names.size()];
        for (int i = 0; i < ids.length; i++) {
            Long id = known.get(names.get(i));
            ids[i] = id == null ? made.getOrDefault(new Series(node, names.get(i)), -1L) : id;
        }
        return ids;
    }

    /// Makes the series that are new and returns all that this object did not know yet.
    private Map<Series, Long> resolve(Connection connection, TenantId tenant, List<Arrival> batch) throws SQLException {
        Set<Series> unknown = new LinkedHashSet<>();
        for (Arrival one : batch) {
            NodeId node = one.key().node();
            Map<SeriesName, Long> known = idsByNode.getOrDefault(node, Map.of());
            one.report().samples().names().stream()
                    .filter(name -> !known.containsKey(name))
                    .forEach(name -> unknown.add(new Series(node, name)));
        }
        Map<Series, Long> made = new HashMap<>();
        if (unknown.isEmpty()) {
            return made;
        }
        try (PreparedStatement insert = connection.prepareStatement(NEW_SERIES);
                PreparedStatement select = connection.prepareStatement(SERIES_IDS)) {
            insert.setObject(1, tenant.value());
            names(connection, insert, 2, unknown);
            insert.executeUpdate();
            names(connection, select, 1, unknown);
            select.setObject(5, tenant.value());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    made.put(
                            new Series(
                                    new NodeId(rows.getObject(2, UUID.class)),
                                    new SeriesName(rows.getString(3), rows.getString(4), rows.getString(5))),
                            rows.getLong(1));
                }
            }
        }
        return made;
    }

    private static void names(Connection connection, PreparedStatement statement, int first, Set<Series> series)
            throws SQLException {
        statement.setArray(
                first,
                connection.createArrayOf(
                        "uuid", series.stream().map(one -> one.node.value()).toArray()));
        statement.setArray(
                first + 1,
                connection.createArrayOf(
                        "text", series.stream().map(one -> one.name.target()).toArray()));
        statement.setArray(
                first + 2,
                connection.createArrayOf(
                        "text", series.stream().map(one -> one.name.metric()).toArray()));
        statement.setArray(
                first + 3,
                connection.createArrayOf(
                        "text", series.stream().map(one -> one.name.instance()).toArray()));
    }

    /// Rows by column, as the insert wants them.
    private static final class Columns {
        private final long[] series;
        private final long[] at;
        private final double[] value;
        private final Set<Long> slots = new LinkedHashSet<>();
        private long lastSlot = Long.MIN_VALUE;
        private int count;

        Columns(int size) {
            series = new long[size];
            at = new long[size];
            value = new double[size];
        }

        void add(Samples samples, long[] ids, SampleTimes times) {
            for (int row = 0; row < samples.size(); row++) {
                long millis = times.at(samples.after()[row]);
                if (millis != SampleTimes.DROPPED) {
                    series[count] = ids[samples.name()[row]];
                    at[count] = millis;
                    value[count] = samples.value()[row];
                    count++;
                    note(millis);
                }
            }
        }

        /// Beginnings of the quarters of an hour in which there are rows: they are to be rolled up anew.
        long[] slots() {
            return slots.stream().mapToLong(Long::longValue).toArray();
        }

        private void note(long millis) {
            long slot = Math.floorDiv(millis, SLOT_MILLIS) * SLOT_MILLIS;
            if (slot != lastSlot) {
                slots.add(slot);
                lastSlot = slot;
            }
        }
    }
}
