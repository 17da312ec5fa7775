package io.dotmac.agent.probe.postgresql;

import io.dotmac.agent.replication.Follower;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.ReplicationKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/// A publisher's subscribers, by their slots: the slot stays when the subscriber is gone, its session does not.
///
/// A subscriber that fails and tries again holds its slot for moments only; it counts as cut once nobody has held it
/// for a while. Used by one thread.
final class LogicalSlots {
    private static final long AWAY_NANOS = 10_000_000_000L;
    private static final String SLOTS = """
            select s.slot_name, s.plugin, coalesce(s.database, '') as database, s.active,
                   coalesce(s.wal_status, '') as wal_status,
                   (s.confirmed_flush_lsn - '0/0'::pg_lsn)::bigint as confirmed,
                   s.confirmed_flush_lsn::text as confirmed_flush_lsn,
                   pg_wal_lsn_diff(pg_current_wal_lsn(), s.restart_lsn)::bigint as keeps,
                   coalesce(r.state, '') as state, coalesce(r.application_name, '') as application_name
            from pg_replication_slots s
            left join pg_stat_replication r on r.pid = s.active_pid
            where s.slot_type = 'logical' and not s.temporary order by s.slot_name limit 50""";

    private final LongSupplier nanoTime;
    private final Map<String, Long> awaySince = new HashMap<>();

    LogicalSlots(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    List<Follower> read(Session session, long readAt) throws SQLException {
        List<Follower> followers = Rows.all(session, SLOTS, row -> follower(row, readAt));
        awaySince
                .keySet()
                .retainAll(new HashSet<>(followers.stream().map(Follower::name).toList()));
        return followers;
    }

    private Follower follower(ResultSet row, long readAt) throws SQLException {
        String name = Rows.text(row, "slot_name");
        Map<String, String> facts = new TreeMap<>();
        for (String column : List.of("plugin", "database", "confirmed_flush_lsn", "state", "application_name")) {
            String value = Rows.text(row, column);
            if (!value.isEmpty()) {
                facts.put(column, value);
            }
        }
        return new Follower(
                ReplicationKind.POSTGRESQL_LOGICAL,
                name,
                "",
                state(name, row.getBoolean("active"), Rows.text(row, "state")),
                "async",
                Rows.number(row, "confirmed"),
                readAt,
                new Follower.Slot(name, Rows.number(row, "keeps"), Rows.text(row, "wal_status")),
                null,
                facts);
    }

    LinkState state(String name, boolean active, String sender) {
        long now = nanoTime.getAsLong();
        if (active) {
            awaySince.remove(name);
            return sender.equals("catchup") ? LinkState.CATCHING_UP : LinkState.STREAMING;
        }
        long since = awaySince.computeIfAbsent(name, _ -> now);
        return now - since >= AWAY_NANOS ? LinkState.CUT : LinkState.CATCHING_UP;
    }
}
