package io.dotmac.agent.probe.postgresql;

import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.Severity;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What moves between two readings: deadlocks, cache hits, the log. Used by one thread.
///
/// The first reading has no rate; a counter that fell is a new start.
final class Throughput {
    private static final double CACHE_HIT_LOW = 98;
    private static final long ENOUGH_BLOCKS = 10_000;
    private static final double NANOS = 1e9;
    private static final List<String> COUNTERS =
            List.of("xact_commit", "xact_rollback", "blks_read", "blks_hit", "deadlocks", "temp_bytes", "conflicts");
    private static final String DATABASES = """
            select sum(xact_commit)::bigint as xact_commit, sum(xact_rollback)::bigint as xact_rollback,
                   sum(blks_read)::bigint as blks_read, sum(blks_hit)::bigint as blks_hit,
                   sum(deadlocks)::bigint as deadlocks, sum(temp_bytes)::bigint as temp_bytes,
                   sum(conflicts)::bigint as conflicts,
                   ((case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end)
                       - '0/0'::pg_lsn)::bigint as position
            from pg_stat_database""";

    private final Map<String, Long> before = new HashMap<>();
    private long readAt;
    private @Nullable Double walBytesPerSecond;

    Remark read(Session session, Map<String, String> facts, List<Sample> samples) throws SQLException {
        Map<String, Long> now = Rows.one(session, DATABASES, row -> {
            Map<String, Long> counters = new HashMap<>();
            for (String counter : COUNTERS) {
                Long value = Rows.number(row, counter);
                if (value != null) {
                    counters.put(counter, value);
                    samples.add(Sample.of("pg_stat_database_" + counter, value));
                }
            }
            Long position = Rows.number(row, "position");
            if (position != null) {
                counters.put("position", position);
            }
            return counters;
        });
        return moved(now, System.nanoTime(), facts, samples);
    }

    /// @param at monotonic time of the reading
    Remark moved(Map<String, Long> now, long at, Map<String, String> facts, List<Sample> samples) {
        Long wal = delta("position", now);
        walBytesPerSecond = wal == null || at == readAt ? null : wal * NANOS / (at - readAt);
        Long deadlocks = delta("deadlocks", now);
        Long hit = delta("blks_hit", now);
        Long read = delta("blks_read", now);
        before.clear();
        before.putAll(now);
        readAt = at;
        if (walBytesPerSecond != null) {
            samples.add(Sample.of("pg_wal_bytes_per_second", walBytesPerSecond));
            facts.put("wal_rate", String.format(Locale.ROOT, "%.1f kB/s", walBytesPerSecond / 1000));
        }
        Remark worst = Remark.fine("");
        if (deadlocks != null && deadlocks > 0) {
            worst = new Remark(
                    Severity.INFO,
                    null,
                    deadlocks + (deadlocks == 1 ? " deadlock" : " deadlocks") + " since the last reading");
        }
        if (hit != null && read != null && hit + read > 0) {
            double percent = 100.0 * hit / (hit + read);
            facts.put("cache_hit", String.format(Locale.ROOT, "%.1f %%", percent));
            if (percent < CACHE_HIT_LOW && hit + read >= ENOUGH_BLOCKS) {
                worst = worst.worse(new Remark(
                        Severity.INFO,
                        null,
                        String.format(Locale.ROOT, "only %.0f %% of reads hit the cache", percent)));
            }
        }
        return worst;
    }

    /// How fast the log grows, absent until it was measured.
    @Nullable Double walBytesPerSecond() {
        return walBytesPerSecond;
    }

    private @Nullable Long delta(String counter, Map<String, Long> now) {
        Long was = before.get(counter);
        Long is = now.get(counter);
        return was == null || is == null || is < was ? null : Long.valueOf(is - was);
    }
}
