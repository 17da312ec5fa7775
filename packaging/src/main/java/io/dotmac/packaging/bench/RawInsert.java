package io.dotmac.packaging.bench;

import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// The floor of the intake: the same rows written by `INSERT ... SELECT FROM unnest` into the same table, by the
/// server's own role under the same row policies, durable, with nothing around it.
final class RawInsert {
    private static final int WRITERS = 2;
    private static final int BATCH = 5_000;
    private static final int SERIES = 100;
    private static final String OPEN =
            "select set_config('search_path', 'fleet, public', true), set_config('dotmac.tenant', ?, true)";
    private static final String INSERT = "insert into fleet.samples (tenant_id, series_id, at, value)"
            + " select ?::uuid, s, a, v from unnest(?::bigint[], ?::timestamptz[], ?::float8[]) as rows(s, a, v)"
            + " on conflict do nothing";

    private final String url;
    private final UUID tenant;
    private final Clock clock;
    private long nextSeries = 1_000_000_000L;

    /// @param url of the platform's database for the runtime role
    /// @param superuserUrl of the same for the superuser, who may see which tenants there are
    RawInsert(String url, String superuserUrl, Clock clock) throws SQLException {
        this.url = url;
        this.clock = clock;
        try (Connection connection = DriverManager.getConnection(superuserUrl);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select id from public.tenants limit 1")) {
            row.next();
            tenant = row.getObject(1, UUID.class);
        }
    }

    /// Writes for so long and returns rows per second.
    double run(int seconds) throws InterruptedException {
        AtomicLong rows = new AtomicLong();
        long began = System.nanoTime();
        long deadline = began + TimeUnit.SECONDS.toNanos(seconds);
        List<Callable<Void>> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            long series = nextSeries;
            nextSeries += SERIES;
            writers.add(() -> {
                write(series, deadline, rows);
                return null;
            });
        }
        Parallel.run(writers);
        return rows.get() / ((System.nanoTime() - began) / 1e9);
    }

    private void write(long firstSeries, long deadline, AtomicLong rows) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            long at = clock.millis() - 60_000;
            while (System.nanoTime() < deadline) {
                writeBatch(connection, firstSeries, at);
                at += BATCH / SERIES;
                rows.addAndGet(BATCH);
            }
        }
    }

    private void writeBatch(Connection connection, long firstSeries, long at) throws SQLException {
        Long[] series = new Long[BATCH];
        Timestamp[] times = new Timestamp[BATCH];
        Double[] values = new Double[BATCH];
        for (int row = 0; row < BATCH; row++) {
            series[row] = firstSeries + row % SERIES;
            times[row] = new Timestamp(at + row / SERIES);
            values[row] = row * 0.25;
        }
        try (PreparedStatement open = connection.prepareStatement(OPEN);
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            open.setString(1, tenant.toString());
            open.execute();
            Array seriesArray = connection.createArrayOf("bigint", series);
            insert.setObject(1, tenant);
            insert.setArray(2, seriesArray);
            insert.setArray(3, connection.createArrayOf("timestamptz", times));
            insert.setArray(4, connection.createArrayOf("float8", values));
            insert.executeUpdate();
            connection.commit();
        }
    }
}
