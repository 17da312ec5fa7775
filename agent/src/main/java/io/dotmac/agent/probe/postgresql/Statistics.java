package io.dotmac.agent.probe.postgresql;

import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Severity;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL server's own figures, read at the pace of reports.
///
/// @param worst what an operator should know first
/// @param facts raw
/// @param samples for charts
record Statistics(Remark worst, Map<String, String> facts, List<Sample> samples) {
    private static final double BUSY_PERCENT = 80;
    private static final double FULL_PERCENT = 95;
    private static final double LONG_TRANSACTION_SECONDS = 300;
    private static final double IDLE_IN_TRANSACTION_SECONDS = 60;
    private static final long FREEZE_SOON = 1_000_000_000;
    private static final long FREEZE_WATCH = 500_000_000;

    private static final String ACTIVITY = """
            select count(*) as used,
                   count(*) filter (where state = 'active') as active,
                   count(*) filter (where state = 'idle') as idle,
                   count(*) filter (where state like 'idle in transaction%') as idle_in_transaction,
                   count(*) filter (where wait_event_type = 'Lock'
                       and clock_timestamp() - query_start > interval '10 s') as blocked,
                   extract(epoch from max(clock_timestamp() - xact_start)) as oldest_s,
                   extract(epoch from max(clock_timestamp() - state_change)
                       filter (where state like 'idle in transaction%')) as idle_s,
                   count(*) filter (where state is null and pid <> pg_backend_pid()) as hidden,
                   current_setting('max_connections')::int
                       - current_setting('superuser_reserved_connections')::int
                       - coalesce(current_setting('reserved_connections', true), '0')::int as most
            from pg_stat_activity where backend_type = 'client backend'""";
    private static final String DATABASES = """
            select sum(xact_commit)::bigint as pg_stat_database_xact_commit,
                   sum(xact_rollback)::bigint as pg_stat_database_xact_rollback,
                   sum(blks_read)::bigint as pg_stat_database_blks_read,
                   sum(blks_hit)::bigint as pg_stat_database_blks_hit,
                   sum(deadlocks)::bigint as pg_stat_database_deadlocks,
                   sum(temp_bytes)::bigint as pg_stat_database_temp_bytes
            from pg_stat_database""";
    private static final List<String> COUNTERS = List.of(
            "pg_stat_database_xact_commit",
            "pg_stat_database_xact_rollback",
            "pg_stat_database_blks_read",
            "pg_stat_database_blks_hit",
            "pg_stat_database_deadlocks",
            "pg_stat_database_temp_bytes");
    private static final String UPKEEP = """
            select (select max(age(datfrozenxid)) from pg_database)::bigint as freeze_age,
                   (select last_failed_time > coalesce(last_archived_time, '-infinity') from pg_stat_archiver)
                       as archiver_fails,
                   extract(epoch from clock_timestamp() - pg_postmaster_start_time())::bigint as uptime""";

    static Statistics read(Connection connection, boolean recovering) throws SQLException {
        Map<String, String> facts = new TreeMap<>();
        List<Sample> samples = new ArrayList<>();
        Remark worst = Rows.one(connection, ACTIVITY, row -> activity(row, recovering, facts, samples));
        Rows.one(connection, DATABASES, row -> {
            for (String counter : COUNTERS) {
                Long value = Rows.number(row, counter);
                if (value != null) {
                    samples.add(Sample.of(counter, value));
                }
            }
            return true;
        });
        Remark upkeep = Rows.one(connection, UPKEEP, row -> upkeep(row, facts, samples));
        return new Statistics(worst.worse(upkeep), facts, samples);
    }

    private static Remark activity(ResultSet row, boolean recovering, Map<String, String> facts, List<Sample> samples)
            throws SQLException {
        long used = row.getLong("used");
        long most = row.getLong("most");
        facts.put("connections", used + " of " + most);
        samples.add(Sample.of("pg_settings_max_connections", most));
        for (String state : List.of("active", "idle", "idle_in_transaction")) {
            samples.add(Sample.of("pg_stat_activity_count", state.replace('_', ' '), row.getLong(state)));
        }
        Double oldest = Rows.decimal(row, "oldest_s");
        put(facts, "oldest_transaction_s", oldest);
        if (oldest != null) {
            samples.add(Sample.of("pg_stat_activity_max_tx_duration", oldest));
        }
        Remark worst = Remark.fine((recovering ? "standby" : "primary") + ", " + used + " of " + most + " connections");
        double percent = most <= 0 ? 0 : 100.0 * used / most;
        if (percent >= BUSY_PERCENT) {
            worst = worst.worse(new Remark(
                    percent >= FULL_PERCENT ? Severity.MAJOR : Severity.MINOR,
                    ErrorClass.TOO_MANY_CONNECTIONS,
                    used + " of " + most + " connections in use"));
        }
        long blocked = row.getLong("blocked");
        if (blocked > 0) {
            worst = worst.worse(minor(blocked + " sessions blocked for more than 10 s"));
        }
        Double idle = Rows.decimal(row, "idle_s");
        if (idle != null && idle > IDLE_IN_TRANSACTION_SECONDS) {
            worst = worst.worse(minor("a transaction sits idle for " + Math.round(idle) + " s"));
        }
        if (oldest != null && oldest > LONG_TRANSACTION_SECONDS) {
            worst = worst.worse(minor("a transaction is open for " + Math.round(oldest) + " s"));
        }
        if (row.getLong("hidden") > 0) {
            facts.put("activity", "partly hidden from the probe's role: grant pg_monitor");
        }
        return worst;
    }

    private static Remark upkeep(ResultSet row, Map<String, String> facts, List<Sample> samples) throws SQLException {
        Long freezeAge = Rows.number(row, "freeze_age");
        put(facts, "freeze_age", freezeAge);
        put(facts, "uptime_s", Rows.number(row, "uptime"));
        Remark worst = Remark.fine("");
        if (freezeAge != null) {
            samples.add(Sample.of("pg_database_freeze_age", freezeAge));
            if (freezeAge > FREEZE_WATCH) {
                worst = new Remark(
                        freezeAge > FREEZE_SOON ? Severity.MAJOR : Severity.MINOR,
                        null,
                        "oldest transaction id is " + freezeAge / 1_000_000 + " M old: vacuum");
            }
        }
        if (row.getBoolean("archiver_fails")) {
            worst = worst.worse(minor("archiving of WAL fails"));
        }
        return worst;
    }

    private static Remark minor(String text) {
        return new Remark(Severity.MINOR, null, text);
    }

    private static void put(Map<String, String> facts, String name, @Nullable Object value) {
        if (value != null) {
            facts.put(name, value.toString());
        }
    }
}
