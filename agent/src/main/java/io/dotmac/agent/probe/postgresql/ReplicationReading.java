package io.dotmac.agent.probe.postgresql;

import io.dotmac.agent.replication.Follower;
import io.dotmac.agent.replication.Member.Copy;
import io.dotmac.agent.replication.Member.Primary;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.ReplicationKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads both sides of streaming replication.
final class ReplicationReading {
    /// A receiver that hears nothing asks at half of its time-out; one that had no answer then is cut, whatever it
    /// says.
    private static final double SILENT_SHARE = 0.6;

    /// A standby reports each ten seconds, or when its sender asks at half of `wal_sender_timeout`.
    private static final double NO_REPLY_SECONDS = 35;

    private static final String FOLLOWERS = """
            select r.application_name, host(r.client_addr) as address, r.state, r.sync_state,
                   (r.replay_lsn - '0/0'::pg_lsn)::bigint as replay,
                   r.sent_lsn::text as sent_lsn, r.write_lsn::text as write_lsn, r.flush_lsn::text as flush_lsn,
                   r.replay_lsn::text as replay_lsn,
                   extract(epoch from r.write_lag) as write_s, extract(epoch from r.flush_lag) as flush_s,
                   extract(epoch from r.replay_lag) as replay_s,
                   extract(epoch from clock_timestamp() - r.reply_time) as reply_age_s,
                   pg_wal_lsn_diff(pg_current_wal_lsn(), r.sent_lsn)::bigint as send_b,
                   pg_wal_lsn_diff(r.sent_lsn, r.flush_lsn)::bigint as net_b,
                   pg_wal_lsn_diff(r.flush_lsn, r.replay_lsn)::bigint as apply_b,
                   s.slot_name, s.wal_status,
                   pg_wal_lsn_diff(pg_current_wal_lsn(), s.restart_lsn)::bigint as keeps
            from pg_stat_replication r
            left join pg_replication_slots s on s.active_pid = r.pid
            where r.application_name not in ('pg_basebackup', 'pg_rewind', 'pg_receivewal', 'pg_recvlogical')
              and s.slot_type is distinct from 'logical'
            order by r.backend_start""";
    private static final String RECEIVER = """
            select status, sender_host, sender_port, slot_name, received_tli, latest_end_lsn::text as latest_end_lsn,
                   written_lsn::text as written_lsn, flushed_lsn::text as flushed_lsn,
                   to_char(latest_end_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as latest_end_time,
                   extract(epoch from clock_timestamp() - last_msg_receipt_time) as msg_age_s,
                   extract(epoch from current_setting('wal_receiver_timeout')::interval) as timeout_s
            from pg_stat_wal_receiver""";

    private static final List<String> RECEIVER_FACTS = List.of(
            "status",
            "received_tli",
            "written_lsn",
            "flushed_lsn",
            "latest_end_lsn",
            "latest_end_time",
            "slot_name",
            "msg_age_s");

    private final Map<String, String> facts = new TreeMap<>();

    /// What was read, raw.
    Map<String, String> facts() {
        return facts;
    }

    /// @param subscribers of logical slots
    /// @param idleSlots as last read
    Primary primary(
            Session session, Pulse pulse, long readAt, List<Follower> subscribers, Map<String, Follower.Slot> idleSlots)
            throws SQLException {
        List<Follower> followers = new ArrayList<>();
        if (pulse.sends()) {
            followers.addAll(Rows.all(session, FOLLOWERS, row -> follower(row, readAt)));
        }
        followers.addAll(subscribers);
        long position = pulse.position() == null ? 0 : pulse.position();
        long timeline = pulse.timeline();
        return new Primary(position, timeline, followers, idleSlots, null, null);
    }

    private static Follower follower(ResultSet row, long readAt) throws SQLException {
        Map<String, String> facts = new TreeMap<>();
        for (String column : List.of(
                "state",
                "sync_state",
                "sent_lsn",
                "write_lsn",
                "flush_lsn",
                "replay_lsn",
                "write_s",
                "flush_s",
                "replay_s",
                "reply_age_s",
                "send_b",
                "net_b",
                "apply_b")) {
            String value = Rows.text(row, column);
            if (!value.isEmpty()) {
                facts.put(column, value);
            }
        }
        Double replyAge = Rows.decimal(row, "reply_age_s");
        boolean silent = replyAge != null && replyAge > NO_REPLY_SECONDS;
        LinkState state = switch (Rows.text(row, "state")) {
            case "streaming" -> silent ? LinkState.CUT : LinkState.STREAMING;
            case "catchup", "startup", "stopping" -> LinkState.CATCHING_UP;
            case "backup" -> LinkState.SYNCING;
            default -> LinkState.UNKNOWN;
        };
        String sync = Rows.text(row, "sync_state");
        // The port that the primary sees is not one where the standby can be reached; its address alone tells nothing.
        return new Follower(
                ReplicationKind.POSTGRESQL_PHYSICAL,
                Rows.text(row, "application_name").isBlank() ? "unnamed" : Rows.text(row, "application_name"),
                "",
                state,
                sync.isEmpty() ? "async" : sync,
                Rows.number(row, "replay"),
                readAt,
                Rows.text(row, "slot_name").isEmpty() ? null : slot(row),
                silent ? replyAge : null,
                facts);
    }

    private static Follower.Slot slot(ResultSet row) throws SQLException {
        return new Follower.Slot(Rows.text(row, "slot_name"), Rows.number(row, "keeps"), Rows.text(row, "wal_status"));
    }

    Copy copy(Session session, @Nullable Long position, String pauseState, String slotName) throws SQLException {
        boolean paused = pauseState.equals("paused") || pauseState.equals("pause requested");
        String slot = slotName.isEmpty() ? null : slotName;
        List<Copy> receivers = Rows.all(session, RECEIVER, row -> {
            for (String column : RECEIVER_FACTS) {
                if (!Rows.text(row, column).isEmpty()) {
                    facts.put("receiver." + column, Rows.text(row, column));
                }
            }
            boolean silent = silent(Rows.decimal(row, "msg_age_s"), row.getDouble("timeout_s"));
            LinkState upstream = switch (Rows.text(row, "status")) {
                case "" -> LinkState.UNKNOWN;
                case "streaming" -> silent ? LinkState.CUT : LinkState.STREAMING;
                default -> LinkState.CUT;
            };
            String host = Rows.text(row, "sender_host");
            return new Copy(
                    upstream,
                    host.isEmpty() ? "" : host + ":" + Rows.text(row, "sender_port"),
                    position,
                    paused,
                    slot,
                    silent ? Rows.decimal(row, "msg_age_s") : null);
        });
        // No row: the receiver does not run.
        return receivers.isEmpty() ? new Copy(LinkState.CUT, "", position, paused, slot, null) : receivers.getFirst();
    }

    private static boolean silent(@Nullable Double messageAge, double timeout) {
        return messageAge != null && timeout > 0 && messageAge > SILENT_SHARE * timeout;
    }
}
