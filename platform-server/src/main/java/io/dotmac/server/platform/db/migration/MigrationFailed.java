package io.dotmac.server.platform.db.migration;

/// A migration could not be run or undone; its schema is as it was before.
public final class MigrationFailed extends RuntimeException {
    MigrationFailed(String message) {
        super(message);
    }

    MigrationFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
