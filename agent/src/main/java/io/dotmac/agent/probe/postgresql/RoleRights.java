package io.dotmac.agent.probe.postgresql;

import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.probe.Deadline;
import java.sql.SQLException;
import java.time.Duration;

/// What the role of a target may do.
///
/// @param superuser everything, which is too much
/// @param monitor see what `pg_monitor` sees
/// @param connectionLimit how many connections it may have, -1 for any number
public record RoleRights(boolean superuser, boolean monitor, int connectionLimit) {
    private static final String ROLE = """
            select rolsuper, pg_has_role(current_user, 'pg_monitor', 'usage') as monitor, rolconnlimit
            from pg_roles where rolname = current_user""";

    /// Logs in as the probe would, and asks.
    ///
    /// @param timeout of the log-in and of the question
    public static RoleRights of(TargetConfig.Postgres target, Duration timeout) throws SQLException {
        try (PostgresLink link = new PostgresLink(target, timeout, PostgresLink.RENEWAL)) {
            return Rows.one(
                    link.open(Deadline.in(timeout)),
                    ROLE,
                    row -> new RoleRights(
                            row.getBoolean("rolsuper"), row.getBoolean("monitor"), row.getInt("rolconnlimit")));
        }
    }
}
