package io.dotmac.agent.probe.redis;

import io.dotmac.agent.replication.Follower;
import io.dotmac.agent.replication.Member;
import io.dotmac.agent.replication.Member.Copy;
import io.dotmac.agent.replication.Member.Primary;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.ReplicationKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Reads either side of Redis' replication from INFO.
final class ReplicationReading {
    /// A replica acknowledges each second; its primary's view of it is that old.
    private static final long ACK_NANOS = 1_000_000_000L;

    private static final long ACK_FRESH_SECONDS = 2;
    private static final long ACK_LATE_SECONDS = 3;
    private static final long SILENT_SECONDS = 10;

    private static final List<String> FACTS = List.of(
            "role",
            "connected_slaves",
            "master_replid",
            "master_repl_offset",
            "master_failover_state",
            "repl_backlog_size",
            "repl_backlog_histlen",
            "master_host",
            "master_port",
            "master_link_status",
            "master_last_io_seconds_ago",
            "master_sync_in_progress",
            "slave_repl_offset",
            "slave_read_repl_offset",
            "master_link_down_since_seconds",
            "slave_read_only");

    private ReplicationReading() {}

    static Map<String, String> facts(Info info) {
        Map<String, String> facts = new TreeMap<>();
        for (String name : FACTS) {
            if (!info.text(name).isEmpty()) {
                facts.put(name, info.text(name));
            }
        }
        return facts;
    }

    static Member.Side side(Info info, long readAt) {
        return info.text("role").equals("slave") ? copy(info) : primary(info, readAt);
    }

    private static Primary primary(Info info, long readAt) {
        List<Follower> followers = new ArrayList<>();
        for (int index = 0; index < 100; index++) {
            String line = info.text("slave" + index);
            if (!line.isEmpty()) {
                followers.add(follower(Info.parts(line), readAt));
            }
        }
        return new Primary(
                info.number("master_repl_offset", 0),
                1,
                followers,
                Map.of(),
                info.number("repl_backlog_size"),
                info.number("second_repl_offset", -1) < 0 ? null : info.text("master_replid2"));
    }

    private static Follower follower(Info replica, long readAt) {
        long acknowledged = replica.number("lag", -1);
        boolean fresh = acknowledged >= 0 && acknowledged < ACK_FRESH_SECONDS;
        LinkState state = switch (replica.text("state")) {
            case "online" -> acknowledged > SILENT_SECONDS ? LinkState.CUT : LinkState.STREAMING;
            case "wait_bgsave", "send_bulk" -> LinkState.SYNCING;
            default -> LinkState.UNKNOWN;
        };
        String address = replica.text("ip") + ":" + replica.text("port");
        return new Follower(
                ReplicationKind.REDIS,
                address,
                address,
                state,
                "async",
                state == LinkState.SYNCING ? null : replica.number("offset"),
                fresh ? readAt - ACK_NANOS : readAt,
                null,
                acknowledged >= ACK_LATE_SECONDS ? (double) acknowledged : null,
                Map.of(
                        "replica_state", replica.text("state"),
                        "replica_offset", replica.text("offset"),
                        "replica_ack_age_s", replica.text("lag")));
    }

    private static Copy copy(Info info) {
        boolean up = info.text("master_link_status").equals("up");
        boolean syncing = info.number("master_sync_in_progress", 0) == 1;
        long silent = info.number("master_last_io_seconds_ago", 0);
        boolean mute = up && silent > 3 * SILENT_SECONDS;
        LinkState upstream = up && !mute ? LinkState.STREAMING : LinkState.CUT;
        Long read = info.number("slave_read_repl_offset");
        Long offset = read == null ? info.number("slave_repl_offset") : read;
        // One that never had a copy tells 0 or 1, which is no position either.
        boolean placed = offset != null && !syncing && (up || offset > 1);
        return new Copy(
                syncing ? LinkState.SYNCING : upstream,
                info.text("master_host") + ":" + info.text("master_port"),
                placed ? offset : null,
                false,
                null,
                mute ? (double) silent : null);
    }
}
