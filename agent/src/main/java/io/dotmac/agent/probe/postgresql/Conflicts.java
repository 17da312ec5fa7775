package io.dotmac.agent.probe.postgresql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Queries that a standby cancelled, for replay could not wait for them any longer.
final class Conflicts {
    private static final List<String> CAUSES =
            List.of("tablespace", "lock", "snapshot", "bufferpin", "deadlock", "active_logicalslot");

    private Conflicts() {}

    /// Asked of a standby; on a primary all are 0.
    static void read(Session session, int major, Map<String, String> facts) throws SQLException {
        List<String> causes = major >= 16 ? CAUSES : CAUSES.subList(0, CAUSES.size() - 1);
        List<String> columns = new ArrayList<>();
        causes.forEach(cause -> columns.add("sum(confl_" + cause + ")::bigint as " + cause));
        Rows.one(session, "select " + String.join(", ", columns) + " from pg_stat_database_conflicts", row -> {
            List<String> told = new ArrayList<>();
            for (String cause : causes) {
                Long count = Rows.number(row, cause);
                if (count != null && count > 0) {
                    told.add(count + " by " + cause);
                }
            }
            facts.put("queries_cancelled", told.isEmpty() ? "none" : String.join(", ", told));
            return true;
        });
    }
}
