package io.dotmac.server.platform.db;

import java.sql.SQLException;

/// A statement failed; the state tells why.
public final class SqlFailure extends RuntimeException {
    private static final String UNIQUE_VIOLATION = "23505";

    private final String state;

    private SqlFailure(String state, Throwable cause) {
        super("SQL state " + state + ": " + firstLine(cause), cause);
        this.state = state;
    }

    /// Whether a row of that key was there already.
    public boolean isDuplicate() {
        return state.equals(UNIQUE_VIOLATION);
    }

    /// The connection's class of states and an administrator's shutdown mean that the server is away.
    static RuntimeException of(Exception failure, String address) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof SQLException)) {
            cause = cause.getCause();
        }
        String state = cause instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState() : "";
        if (state.startsWith("08") || state.startsWith("57P")) {
            return new DatabaseUnavailable(address, cause == null ? failure : cause);
        }
        // The library's own exception is left out: it repeats the arguments, and those may be secret.
        return new SqlFailure(state, cause == null ? failure : cause);
    }

    private static String firstLine(Throwable cause) {
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }
}
