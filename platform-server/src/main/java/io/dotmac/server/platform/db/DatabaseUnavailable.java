package io.dotmac.server.platform.db;

/// PostgreSQL gives no connection, or took it away; trying again later may help.
public final class DatabaseUnavailable extends RuntimeException {
    DatabaseUnavailable(String address, Throwable cause) {
        super("database " + address + " cannot be used: " + innermost(cause), cause);
    }

    private static String innermost(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return String.valueOf(deepest.getMessage()).lines().findFirst().orElse("");
    }
}
