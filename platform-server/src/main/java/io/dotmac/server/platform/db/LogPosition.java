package io.dotmac.server.platform.db;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/// Asks a server how far its log goes, over a connection of its own: also while the pools are used up. For one thread
/// at a time.
final class LogPosition implements AutoCloseable {
    private static final Logger LOG = System.getLogger(LogPosition.class.getName());
    private static final String WRITTEN = "select (pg_current_wal_lsn() - '0/0')::bigint";
    private static final String REPLAYED =
            "select case when pg_is_in_recovery() then (pg_last_wal_replay_lsn() - '0/0')::bigint end";
    private static final String CLUSTER = "select system_identifier::text from pg_control_system()";
    private static final int SECONDS = 2;

    private final LogInSource source;
    private final String question;
    private @Nullable Connection connection;
    private String cluster = "";

    private LogPosition(DatabaseConfig config, String question) {
        this.source = new LogInSource(config);
        this.source.setSocketTimeout(SECONDS);
        this.source.setConnectTimeout(SECONDS);
        this.source.setApplicationName("dotmac-lag");
        this.question = question;
    }

    /// Where the log of a primary ends.
    static LogPosition written(DatabaseConfig config) {
        return new LogPosition(config, WRITTEN);
    }

    /// How far a standby has replayed it.
    static LogPosition replayed(DatabaseConfig config) {
        return new LogPosition(config, REPLAYED);
    }

    /// Throws when the server is away, or is no longer what it was: a standby, a primary.
    long ask() throws SQLException {
        try {
            Connection open = connection;
            if (open == null) {
                open = source.getConnection();
                connection = open;
                cluster = String.valueOf(value(open, CLUSTER));
            }
            String position = value(open, question);
            if (position == null) {
                throw new SQLException("it is no standby");
            }
            return Long.parseLong(position);
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    /// Tells copies of one database from others; known after the first answer.
    String cluster() {
        return cluster;
    }

    private static @Nullable String value(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                LOG.log(Level.DEBUG, "connection did not close", e);
            }
        }
    }
}
