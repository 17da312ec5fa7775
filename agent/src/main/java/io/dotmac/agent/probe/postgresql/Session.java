package io.dotmac.agent.probe.postgresql;

import io.dotmac.agent.probe.Deadline;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.Executor;

/// A connection during one check.
///
/// @param connection that is kept
/// @param deadline by which all of its answers must have come
record Session(Connection connection, Deadline deadline) {
    private static final Executor DIRECT = Runnable::run;

    PreparedStatement prepare(String sql) throws SQLException {
        try {
            connection.setNetworkTimeout(DIRECT, deadline.left());
        } catch (IOException e) {
            throw new SQLException("the check's time is over", e);
        }
        return connection.prepareStatement(sql);
    }

    int major() throws SQLException {
        return connection.getMetaData().getDatabaseMajorVersion();
    }
}
