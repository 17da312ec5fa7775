package io.dotmac.agent.probe.postgresql;

import io.dotmac.agent.probe.Sample;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs the probe's queries and reads columns that may be NULL, which is never 0.
final class Rows {
    private Rows() {}

    /// Makes something of one row.
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    static <T> List<T> all(Session session, String sql, Reader<T> reader) throws SQLException {
        try (PreparedStatement statement = session.prepare(sql);
                ResultSet rows = statement.executeQuery()) {
            List<T> read = new ArrayList<>();
            while (rows.next()) {
                read.add(reader.read(rows));
            }
            return read;
        }
    }

    static <T> T one(Session session, String sql, Reader<T> reader) throws SQLException {
        List<T> rows = all(session, sql, reader);
        if (rows.size() != 1) {
            throw new SQLException("the query gave " + rows.size() + " rows, must give 1");
        }
        return rows.getFirst();
    }

    static @Nullable Long number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    static @Nullable Double decimal(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? null : value;
    }

    static String text(ResultSet row, String column) throws SQLException {
        String value = row.getString(column);
        return value == null ? "" : value;
    }

    static void put(Map<String, String> facts, String name, @Nullable Object value) {
        if (value != null) {
            facts.put(name, value.toString());
        }
    }

    static void sample(List<Sample> samples, String metric, @Nullable Long value) {
        sample(samples, metric, "", value);
    }

    static void sample(List<Sample> samples, String metric, String instance, @Nullable Long value) {
        if (value != null) {
            samples.add(Sample.of(metric, instance, value));
        }
    }
}
