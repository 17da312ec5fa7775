package io.dotmac.agent.probe.postgresql;

import io.dotmac.agent.config.LagLimits;
import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.Sample;
import io.dotmac.agent.replication.Follower;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads a PostgreSQL server's own figures, at the pace of reports; what moves slowly, or is not there, each sixth
/// time.
/// Used by one thread.
final class Statistics {
    private static final System.Logger LOG = System.getLogger(Statistics.class.getName());
    private static final String ROOM = """
            select (select case when setting::bigint < 0 then null else setting::bigint * 1048576 end
                        from pg_settings where name = 'max_slot_wal_keep_size') as keep,
                   case when pg_has_role(current_user, 'pg_read_all_settings', 'usage')
                       then current_setting('data_directory') end as data_directory""";

    private static final int SLOW = 6;

    private final boolean local;
    private final Activity activity = new Activity();
    private final Throughput throughput = new Throughput();
    private final Subscriptions subscriptions = new Subscriptions();
    private final Slots slots;
    private final Map<String, String> upkeepFacts = new TreeMap<>();
    private Remark upkeep = Remark.fine("");
    private boolean subscribes;
    private int readings;

    /// @param local whether the server runs on the agent's own machine
    Statistics(LagLimits limits, boolean local) {
        this.local = local;
        this.slots = new Slots(limits, System::nanoTime);
    }

    /// One reading.
    ///
    /// @param worst what an operator should know first
    /// @param facts raw
    /// @param samples for charts
    /// @param logicalSlots whether there are any
    /// @param idleSlots that a copy left, by name
    record Reading(
            Remark worst,
            Map<String, String> facts,
            List<Sample> samples,
            boolean logicalSlots,
            Map<String, Follower.Slot> idleSlots) {}

    Reading read(Session session, int major, boolean recovering) throws SQLException {
        Map<String, String> facts = new TreeMap<>();
        List<Sample> samples = new ArrayList<>();
        boolean all = readings % SLOW == 0;
        Remark worst =
                activity.read(session, recovering, facts, samples).worse(throughput.read(session, facts, samples));
        if (all) {
            upkeepFacts.clear();
            upkeep = Upkeep.read(session, major, upkeepFacts, samples);
            if (recovering) {
                Conflicts.read(session, major, upkeepFacts);
            }
        }
        facts.putAll(upkeepFacts);
        worst = worst.worse(upkeep);
        List<Slot> there = Rows.all(session, Slot.query(major), Slot::of);
        worst = worst.worse(slots.judge(there, there.isEmpty() ? Slots.Room.UNKNOWN : room(session), facts, samples));
        if (all || subscribes) {
            Remark told = subscriptions.read(session, major, facts, samples);
            subscribes = subscriptions.any();
            worst = worst.worse(told);
        }
        readings++;
        return new Reading(
                worst, facts, samples, there.stream().anyMatch(Slot::logical), recovering ? Map.of() : idle(there));
    }

    private static Map<String, Follower.Slot> idle(List<Slot> slots) {
        Map<String, Follower.Slot> idle = new HashMap<>();
        for (Slot slot : slots) {
            if (!slot.logical() && !slot.active()) {
                idle.put(slot.name(), new Follower.Slot(slot.name(), slot.keepsBytes(), slot.status()));
            }
        }
        return idle;
    }

    private Slots.Room room(Session session) throws SQLException {
        return Rows.one(
                session,
                ROOM,
                row -> new Slots.Room(
                        Rows.number(row, "keep"),
                        throughput.walBytesPerSecond(),
                        local ? free(Rows.text(row, "data_directory")) : null));
    }

    /// The log usually lies below the data, but may be linked elsewhere; not everybody may look inside.
    private static @Nullable Long free(String dataDirectory) {
        if (dataDirectory.isEmpty()) {
            return null;
        }
        for (Path path : List.of(Path.of(dataDirectory, "pg_wal"), Path.of(dataDirectory))) {
            try {
                return Files.getFileStore(path).getUsableSpace();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "room cannot be seen path={0}", path);
            }
        }
        return null;
    }
}
