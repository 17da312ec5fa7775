package io.dotmac.server.platform.db;

import io.dotmac.model.fleet.TenantId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGStatement;

/// One statement that only reads, and what its rows mean: see [Database#read(TenantId, Select)]. It finds rows by their
/// keys, so that one plan is good for all values.
///
/// @param <T> what a row becomes
public final class Select<T> {
    private final Text text;
    private final RowReader<T> reader;
    private final List<?> values;

    private Select(Text text, RowReader<T> reader, List<?> values) {
        this.text = text;
        this.reader = reader;
        this.values = values;
    }

    /// A statement without its values, to be kept by the store that runs it.
    public static final class Text {
        private final String sql;
        private volatile String whole = "";

        /// @param sql with `?` for each value
        public Text(String sql) {
            this.sql = sql;
        }

        /// With values, in the order of their signs.
        public <T> Select<T> with(RowReader<T> reader, Object... values) {
            return new Select<>(this, reader, List.of(values));
        }

        private String after(String opening) {
            if (whole.isEmpty()) {
                whole = opening + ";\n" + sql + "\n-- ";
            }
            return whole;
        }
    }

    /// Makes something of the row that the result is at.
    @FunctionalInterface
    public interface RowReader<T> {
        /// What it becomes.
        T read(ResultSet row) throws SQLException;
    }

    String sql() {
        return text.sql;
    }

    /// The statement behind another one, which is always the same. It names the tenant, so that a connection keeps a
    /// plan for each: PostgreSQL throws the plan of a statement away that comes with another role or schema than
    /// before, and to rewrite and plan it anew takes several times what it takes to run.
    String after(String opening, TenantId tenant) {
        return text.after(opening) + tenant;
    }

    /// Has the connection keep it from the first time on, unless it keeps none.
    void keep(PreparedStatement statement) throws SQLException {
        PGStatement ours = statement.unwrap(PGStatement.class);
        if (ours.getPrepareThreshold() > 1) {
            ours.setPrepareThreshold(1);
        }
    }

    void bind(PreparedStatement statement, int before) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(before + i + 1, values.get(i));
        }
    }

    List<T> rows(PreparedStatement done) throws SQLException {
        List<T> read = new ArrayList<>();
        try (ResultSet rows = done.getResultSet()) {
            while (rows.next()) {
                read.add(reader.read(rows));
            }
        }
        return read;
    }
}
