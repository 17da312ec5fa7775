package io.dotmac.server.platform.db;

import java.sql.SQLException;

/// Carries a driver's exception out of a transaction's work, to [Database], which tells what it means.
public final class StatementFailed extends RuntimeException {
    /// Wraps `cause`.
    public StatementFailed(SQLException cause) {
        super(cause);
    }
}
