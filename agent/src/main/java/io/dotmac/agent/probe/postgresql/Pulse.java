package io.dotmac.agent.probe.postgresql;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// What is read of a server at each check.
///
/// @param recovering whether it is a standby
/// @param position in the log: written on a primary, replayed on a standby
/// @param lsn the same as PostgreSQL writes it
/// @param timeline of a primary's log, 0 on a standby
/// @param pause what replay does on a standby
/// @param readOnly whether a primary takes no writes by its configuration
/// @param synchronous `synchronous_standby_names`, empty when commits wait for nobody
/// @param slotName that a standby asks its primary for
/// @param lastCommitAge seconds since the last transaction that a standby replayed was committed; no lag, for an idle
/// primary commits nothing
/// @param sends whether it sends its log to anybody; asking who that is costs more than all of this
record Pulse(
        boolean recovering,
        @Nullable Long position,
        String lsn,
        long timeline,
        String pause,
        boolean readOnly,
        String synchronous,
        String slotName,
        @Nullable Double lastCommitAge,
        boolean sends) {
    /// The query that suits a server's version.
    static String query(int major) {
        String pause = major >= 14
                ? "pg_get_wal_replay_pause_state()"
                : "(case when pg_is_wal_replay_paused() then 'paused' else 'not paused' end)";
        return """
            select pg_is_in_recovery() as recovering,
                   (case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end
                       - '0/0'::pg_lsn)::bigint as position,
                   (case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end)::text
                       as lsn,
                   case when pg_is_in_recovery() then null
                       else ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int end as timeline,
                   case when pg_is_in_recovery() then %s end as pause,
                   case when current_setting('default_transaction_read_only') = 'on'
                       then (select source not in ('user', 'database user', 'client', 'session')
                           from pg_settings where name = 'default_transaction_read_only')
                       else false end as read_only,
                   current_setting('synchronous_standby_names') as synchronous,
                   current_setting('primary_slot_name') as slot_name,
                   case when pg_is_in_recovery()
                       then extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()) end
                       as last_commit_age_s,
                   exists (select from pg_stat_get_wal_senders()) as sends""".formatted(pause);
    }

    static Pulse of(ResultSet row) throws SQLException {
        Long timeline = Rows.number(row, "timeline");
        return new Pulse(
                row.getBoolean("recovering"),
                Rows.number(row, "position"),
                Rows.text(row, "lsn"),
                timeline == null ? 0 : timeline,
                Rows.text(row, "pause"),
                row.getBoolean("read_only"),
                Rows.text(row, "synchronous"),
                Rows.text(row, "slot_name"),
                Rows.decimal(row, "last_commit_age_s"),
                row.getBoolean("sends"));
    }
}
