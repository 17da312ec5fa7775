package io.dotmac.server.platform.db.migration;

import io.dotmac.server.platform.db.StatementFailed;
import io.dotmac.server.platform.db.Tx;
import java.sql.SQLException;
import java.sql.Statement;

/// Several statements as they stand in a file, run as they are.
final class Script {
    private Script() {}

    /// @param what for the message when it fails
    static void run(Tx tx, String what, String sql) {
        try (Statement statement = tx.handle().getConnection().createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (state.startsWith("08") || state.startsWith("57P")) {
                throw new StatementFailed(e);
            }
            throw new MigrationFailed(what + " failed: " + e.getMessage(), e);
        }
    }
}
