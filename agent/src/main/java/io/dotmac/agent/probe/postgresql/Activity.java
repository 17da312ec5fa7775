package io.dotmac.agent.probe.postgresql;

import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.Lasting;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Severity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who is connected and what they do: connections against the real limit, long and idle transactions, who blocks whom.
///
/// What the probe's role may not see is left out, never counted as none. Used by one thread.
final class Activity {
    private static final double BUSY_PERCENT = 80;
    private static final double FULL_PERCENT = 95;
    private static final Duration BUSY_LASTS = Duration.ofMinutes(10);
    private static final Duration LONG_TRANSACTION = Duration.ofMinutes(5);
    private static final Duration IDLE_IN_TRANSACTION = Duration.ofSeconds(60);

    private static final String ACTIVITY = """
            select pg_has_role(current_user, 'pg_read_all_stats', 'usage') as sees_all,
                   count(*) filter (where backend_type = 'client backend') as used,
                   (select sum(numbackends) from pg_stat_database)::bigint as backends,
                   count(*) filter (where backend_type = 'client backend' and state = 'active') as active,
                   count(*) filter (where backend_type = 'client backend' and state = 'idle') as idle,
                   count(*) filter (where state like 'idle in transaction%') as idle_in_transaction,
                   count(*) filter (where wait_event_type = 'Lock'
                       and clock_timestamp() - state_change > interval '10 s') as blocked,
                   extract(epoch from max(clock_timestamp() - xact_start)
                       filter (where backend_type = 'client backend')) as oldest_s,
                   extract(epoch from max(clock_timestamp() - state_change)
                       filter (where state like 'idle in transaction%')) as idle_s,
                   current_setting('max_connections')::int
                       - current_setting('superuser_reserved_connections')::int
                       - coalesce(current_setting('reserved_connections', true), '0')::int as most
            from pg_stat_activity""";
    /// Asked only when somebody waits: looking for who blocks takes the lock table.
    private static final String BLOCKED = """
            select a.pid, a.datname, extract(epoch from clock_timestamp() - a.state_change) as waits_s,
                   b.pid as blocker, b.application_name as blocker_name, b.state as blocker_state
            from pg_stat_activity a
            left join lateral (select * from pg_stat_activity b where b.pid = any (pg_blocking_pids(a.pid)) limit 1) b
                on true
            where a.wait_event_type = 'Lock' and clock_timestamp() - a.state_change > interval '10 s'
            order by a.state_change limit 1""";
    private static final String IDLE = """
            select pid, datname, application_name from pg_stat_activity
            where state like 'idle in transaction%' order by state_change limit 1""";
    private static final String OLDEST = """
            select pid, datname, application_name from pg_stat_activity
            where backend_type = 'client backend' and xact_start is not null order by xact_start limit 1""";

    private final Lasting busy = new Lasting(BUSY_LASTS, System::nanoTime);
    private final double longest;
    private final double longestIdle;

    Activity() {
        this(LONG_TRANSACTION, IDLE_IN_TRANSACTION);
    }

    /// @param longest that a transaction may be open
    /// @param longestIdle that one may do nothing meanwhile
    Activity(Duration longest, Duration longestIdle) {
        this.longest = longest.toMillis() / 1e3;
        this.longestIdle = longestIdle.toMillis() / 1e3;
    }

    /// What is known of all sessions together.
    private record Sessions(
            long used,
            long most,
            long active,
            long idle,
            long idleInTransaction,
            long blocked,
            @Nullable Double oldest,
            @Nullable Double idleFor) {}

    /// @param facts takes what was read
    /// @param samples takes figures for charts
    Remark read(Session session, boolean recovering, Map<String, String> facts, List<Sample> samples)
            throws SQLException {
        Optional<Sessions> seen = Rows.one(session, ACTIVITY, row -> {
            boolean seesAll = row.getBoolean("sees_all");
            if (!seesAll) {
                facts.put("activity", "hidden from the probe's role: grant pg_monitor");
                partial(row, facts, samples);
            }
            return seesAll ? Optional.of(sessions(row)) : Optional.<Sessions>empty();
        });
        String role = recovering ? "standby" : "primary";
        if (seen.isEmpty()) {
            return new Remark(
                    Severity.INFO,
                    ErrorClass.PERMISSION,
                    role + ", answers; sessions are hidden from the probe's role: grant pg_monitor");
        }
        Sessions all = seen.get();
        tell(all, facts, samples);
        return judge(session, all, Remark.fine(role + ", " + all.used() + " of " + all.most() + " connections"));
    }

    private static Sessions sessions(ResultSet row) throws SQLException {
        return new Sessions(
                row.getLong("used"),
                row.getLong("most"),
                row.getLong("active"),
                row.getLong("idle"),
                row.getLong("idle_in_transaction"),
                row.getLong("blocked"),
                Rows.decimal(row, "oldest_s"),
                Rows.decimal(row, "idle_s"));
    }

    /// The number of server processes is no secret.
    private static void partial(ResultSet row, Map<String, String> facts, List<Sample> samples) throws SQLException {
        Long backends = Rows.number(row, "backends");
        if (backends != null) {
            facts.put("connections", "about " + backends + " of " + row.getLong("most"));
        }
        samples.add(Sample.of("pg_settings_max_connections", row.getLong("most")));
    }

    private static void tell(Sessions all, Map<String, String> facts, List<Sample> samples) {
        facts.put("connections", all.used() + " of " + all.most());
        facts.put(
                "sessions",
                all.active() + " active, " + all.idle() + " idle, " + all.idleInTransaction() + " idle in transaction, "
                        + all.blocked() + " blocked");
        samples.add(Sample.of("pg_settings_max_connections", all.most()));
        samples.add(Sample.of("pg_stat_activity_count", "active", all.active()));
        samples.add(Sample.of("pg_stat_activity_count", "idle", all.idle()));
        samples.add(Sample.of("pg_stat_activity_count", "idle in transaction", all.idleInTransaction()));
        samples.add(Sample.of("pg_stat_activity_blocked", all.blocked()));
        if (all.oldest() != null) {
            facts.put("oldest_transaction_s", String.format(Locale.ROOT, "%.1f", all.oldest()));
            samples.add(Sample.of("pg_stat_activity_max_tx_duration", all.oldest()));
        }
    }

    private Remark judge(Session session, Sessions all, Remark fine) throws SQLException {
        Remark worst = fine;
        double percent = all.most() <= 0 ? 0 : 100.0 * all.used() / all.most();
        boolean lasting = busy.holds(percent >= BUSY_PERCENT);
        if (percent >= FULL_PERCENT || lasting) {
            worst = worst.worse(new Remark(
                    percent >= FULL_PERCENT ? Severity.MAJOR : Severity.MINOR,
                    ErrorClass.TOO_MANY_CONNECTIONS,
                    all.used() + " of " + all.most() + " connections in use"));
        }
        if (all.blocked() > 0) {
            worst = worst.worse(minor(blocked(session, all.blocked())));
        }
        if (all.idleFor() != null && all.idleFor() > longestIdle) {
            worst = worst.worse(
                    minor("a transaction sits idle for " + Math.round(all.idleFor()) + " s" + who(session, IDLE)));
        }
        if (all.oldest() != null && all.oldest() > longest) {
            worst = worst.worse(
                    minor("a transaction is open for " + Math.round(all.oldest()) + " s" + who(session, OLDEST)));
        }
        return worst;
    }

    private static String blocked(Session session, long count) throws SQLException {
        String sessions = count == 1 ? "a session is" : count + " sessions are";
        String longest = Rows.all(session, BLOCKED, row -> {
                    String waits =
                            "; pid " + row.getLong("pid") + " waits " + Math.round(row.getDouble("waits_s")) + " s";
                    Long blocker = Rows.number(row, "blocker");
                    return blocker == null
                            ? waits
                            : waits + " for pid " + blocker + named(Rows.text(row, "blocker_name")) + ", "
                                    + Rows.text(row, "blocker_state");
                })
                .stream()
                .findFirst()
                .orElse("");
        return sessions + " blocked for more than 10 s" + longest;
    }

    private static String who(Session session, String query) throws SQLException {
        return Rows.all(
                        session,
                        query,
                        row -> ": pid " + row.getLong("pid") + named(Rows.text(row, "application_name")) + " in "
                                + Rows.text(row, "datname"))
                .stream()
                .findFirst()
                .orElse("");
    }

    private static String named(String application) {
        String plain = application.replaceAll("\\p{Cntrl}", " ").strip();
        return plain.isEmpty() ? "" : " (" + plain + ")";
    }

    private static Remark minor(String text) {
        return new Remark(Severity.MINOR, null, text);
    }
}
