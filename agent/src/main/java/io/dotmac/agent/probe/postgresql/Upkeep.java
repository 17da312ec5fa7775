package io.dotmac.agent.probe.postgresql;

import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.Severity;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// What a server does for itself: keeps transaction ids from running out, archives its log, writes checkpoints.
final class Upkeep {
    private static final long FREEZE_SOON = 1_000_000_000;
    private static final long FREEZE_LEAST = 200_000_000;
    private static final String UPKEEP = """
            select d.datname, age(d.datfrozenxid)::bigint as freeze_age,
                   (select max(mxid_age(datminmxid)) from pg_database)::bigint as multixact_age,
                   current_setting('autovacuum_freeze_max_age')::bigint as freeze_max,
                   extract(epoch from clock_timestamp() - pg_postmaster_start_time())::bigint as uptime,
                   current_setting('archive_mode') as archive_mode,
                   a.failed_count, a.archived_count, coalesce(a.last_failed_wal, '') as failed_wal,
                   a.last_failed_time > coalesce(a.last_archived_time, '-infinity') as archiver_fails,
                   extract(epoch from clock_timestamp() - a.last_archived_time)::bigint as archived_s
            from pg_database d, pg_stat_archiver a order by age(d.datfrozenxid) desc limit 1""";

    private Upkeep() {}

    static Remark read(Session session, int major, Map<String, String> facts, List<Sample> samples)
            throws SQLException {
        checkpoints(session, major, samples);
        return Rows.one(session, UPKEEP, row -> {
            Rows.put(facts, "uptime_s", Rows.number(row, "uptime"));
            Rows.put(facts, "freeze_age", Rows.number(row, "freeze_age"));
            Rows.put(facts, "multixact_age", Rows.number(row, "multixact_age"));
            Rows.sample(samples, "pg_database_freeze_age", Rows.number(row, "freeze_age"));
            Rows.sample(samples, "pg_stat_archiver_archived_count", Rows.number(row, "archived_count"));
            Rows.sample(samples, "pg_stat_archiver_failed_count", Rows.number(row, "failed_count"));
            Remark freeze = freeze(row.getLong("freeze_age"), row.getLong("freeze_max"), Rows.text(row, "datname"));
            if (Rows.text(row, "archive_mode").equals("off")) {
                return freeze;
            }
            boolean fails = row.getBoolean("archiver_fails");
            facts.put("archiver", fails ? "fails at " + Rows.text(row, "failed_wal") : "works");
            Rows.put(facts, "archived_s_ago", Rows.number(row, "archived_s"));
            return fails
                    ? freeze.worse(new Remark(
                            Severity.MINOR,
                            null,
                            "archiving of WAL fails at " + Rows.text(row, "failed_wal") + ", "
                                    + row.getLong("failed_count") + " failures so far: the log piles up"))
                    : freeze;
        });
    }

    /// Autovacuum starts at `freezeMax`: only what is well beyond it was not coped with.
    static Remark freeze(long age, long freezeMax, String database) {
        long watch = Math.min(FREEZE_SOON, Math.max(FREEZE_LEAST, freezeMax * 3 / 2));
        if (age <= watch) {
            return Remark.fine("");
        }
        return new Remark(
                age > FREEZE_SOON ? Severity.MAJOR : Severity.MINOR,
                null,
                "oldest transaction id of " + database + " is " + age / 1_000_000
                        + " M old, at 2,147 M it takes no more writes: vacuum");
    }

    private static void checkpoints(Session session, int major, List<Sample> samples) throws SQLException {
        String query = major >= 17
                ? "select num_timed as timed, num_requested as requested from pg_stat_checkpointer"
                : "select checkpoints_timed as timed, checkpoints_req as requested from pg_stat_bgwriter";
        Rows.one(session, query, row -> {
            Rows.sample(samples, "pg_stat_bgwriter_checkpoints_timed_total", Rows.number(row, "timed"));
            Rows.sample(samples, "pg_stat_bgwriter_checkpoints_req_total", Rows.number(row, "requested"));
            return true;
        });
    }
}
