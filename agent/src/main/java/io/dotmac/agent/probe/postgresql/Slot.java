package io.dotmac.agent.probe.postgresql;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// A replication slot as the server tells of it. What it does not tell is `null`, never 0.
///
/// @param name of it
/// @param logical whether it decodes for a subscriber
/// @param active whether somebody reads from it
/// @param status `reserved`, `extended`, `unreserved`, `lost`, or empty
/// @param restartKnown whether it holds the log back from some position on
/// @param invalid why the server has given it up, empty unless it has (17 and later)
/// @param safeBytes of log that may yet be written before it is lost
/// @param keepsBytes of log that it holds back
/// @param xminAge of the oldest transaction that it keeps from being vacuumed
/// @param catalogXminAge the same for the system's own tables
/// @param failover whether it is kept on standbys, too (17 and later)
/// @param synced whether it is such a copy (17 and later)
/// @param inactiveSeconds since it was last read from, as the server tells (17 and later)
record Slot(
        String name,
        boolean logical,
        boolean active,
        String status,
        boolean restartKnown,
        String invalid,
        @Nullable Long safeBytes,
        @Nullable Long keepsBytes,
        @Nullable Long xminAge,
        @Nullable Long catalogXminAge,
        boolean failover,
        boolean synced,
        @Nullable Double inactiveSeconds) {
    /// The query that suits a server's version.
    static String query(int major) {
        String invalid = major >= 17
                ? "coalesce(invalidation_reason, '')"
                : major >= 16 ? "case when conflicting then 'conflicts with recovery' else '' end" : "''";
        String inactive = major >= 17 ? "extract(epoch from clock_timestamp() - inactive_since)" : "null::float8";
        String failover = major >= 17 ? "failover" : "false";
        String synced = major >= 17 ? "synced" : "false";
        return """
            select slot_name, slot_type = 'logical' as logical, active, coalesce(wal_status, '') as wal_status,
                   restart_lsn is not null as restart_known, %s as invalid, safe_wal_size as safe,
                   pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn()
                       else pg_current_wal_lsn() end, restart_lsn)::bigint as keeps,
                   age(xmin)::bigint as xmin_age, age(catalog_xmin)::bigint as catalog_xmin_age,
                   %s as failover, %s as synced, %s as inactive_s
            from pg_replication_slots where not temporary order by slot_name limit 100""".formatted(invalid, failover, synced, inactive);
    }

    /// Of the oldest transaction of either kind that it keeps from being vacuumed.
    @Nullable Long oldestAge() {
        if (xminAge == null || catalogXminAge == null) {
            return xminAge == null ? catalogXminAge : xminAge;
        }
        return Math.max(xminAge, catalogXminAge);
    }

    static Slot of(ResultSet row) throws SQLException {
        return new Slot(
                Rows.text(row, "slot_name"),
                row.getBoolean("logical"),
                row.getBoolean("active"),
                Rows.text(row, "wal_status"),
                row.getBoolean("restart_known"),
                Rows.text(row, "invalid"),
                Rows.number(row, "safe"),
                Rows.number(row, "keeps"),
                Rows.number(row, "xmin_age"),
                Rows.number(row, "catalog_xmin_age"),
                row.getBoolean("failover"),
                row.getBoolean("synced"),
                Rows.decimal(row, "inactive_s"));
    }
}
