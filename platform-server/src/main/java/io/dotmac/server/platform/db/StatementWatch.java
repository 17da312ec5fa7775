package io.dotmac.server.platform.db;

import io.dotmac.server.platform.telemetry.QueryWatch;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;

/// Tells the watch of every statement that runs through JDBI: its text with names for values, and its time.
final class StatementWatch implements SqlLogger {
    private final QueryWatch watch;

    StatementWatch(QueryWatch watch) {
        this.watch = watch;
    }

    @Override
    public void logAfterExecution(StatementContext context) {
        watch.ran(context.getRenderedSql(), context.getElapsedTime(ChronoUnit.NANOS));
    }

    @Override
    public void logException(StatementContext context, SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        watch.failed(context.getRenderedSql(), context.getElapsedTime(ChronoUnit.NANOS), state);
    }
}
