package io.dotmac.agent.probe.postgresql;

import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.pace.Pace;
import io.dotmac.agent.pace.Wake;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.Probe;
import io.dotmac.agent.probe.Sample;
import io.dotmac.agent.replication.Follower;
import io.dotmac.agent.replication.Member;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.ReplicationKind;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL server: whether it answers, how it is, and what it says of replication.
///
/// Where there is something to copy it is read each second, for lag is told from that; else at the rhythm of health.
public final class PostgresProbe implements Probe {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final double NANOS_PER_MILLI = 1e6;

    private static final String IDENTITY = """
            select (select system_identifier from pg_control_system())::text as system_identifier,
                   current_setting('server_version') as version,
                   extract(epoch from clock_timestamp() - pg_postmaster_start_time())::bigint as uptime""";

    private final TargetConfig.Postgres target;
    private final Duration rhythm;
    private final Pace pace;
    private final Clock clock;
    private final PostgresLink link;
    private final Wake wake = new Wake();
    private final String address;
    private @Nullable Identity identity;
    private @Nullable Statistics statistics;
    private long statisticsAt;
    private @Nullable Remark freshConnection;
    private boolean replicates;
    private Map<String, Follower.Slot> idleSlots = Map.of();

    /// What does not change while a connection lives.
    ///
    /// @param system PostgreSQL's system identifier
    /// @param version as it says
    /// @param pulse the query that suits it
    private record Identity(String system, String version, String pulse) {}

    /// What is read at each check.
    private record Pulse(
            boolean recovering,
            @Nullable Long position,
            String lsn,
            long timeline,
            String pause,
            boolean readOnly,
            String slotName) {}

    /// @param rhythm between two checks of health
    /// @param timeout of a connection and of a query
    /// @param pace how often statistics are read
    public PostgresProbe(TargetConfig.Postgres target, Duration rhythm, Duration timeout, Pace pace, Clock clock) {
        this.target = target;
        this.rhythm = rhythm;
        this.replicates = !target.standbys().isEmpty();
        this.pace = pace;
        this.clock = clock;
        this.link = new PostgresLink(target, timeout);
        this.address = target.host() + ":" + target.port();
    }

    @Override
    public Finding check() {
        try {
            renew();
            return read(link.open());
        } catch (SQLException e) {
            // Refused for what was asked, the connection is still good; for all else a new one is wanted.
            if (PostgresFaults.classOf(e) != ErrorClass.PERMISSION) {
                link.close();
                identity = null;
            }
            return PostgresFaults.finding(e, address, target.username());
        } catch (UncheckedIOException e) {
            return Finding.unknown(UnknownReason.NOT_CONFIGURED, ErrorClass.AUTH, "password-file cannot be read");
        }
    }

    private void renew() {
        try {
            link.renew();
            freshConnection = null;
        } catch (SQLException e) {
            ErrorClass error = PostgresFaults.classOf(e);
            freshConnection = new Remark(
                    Severity.MAJOR,
                    error,
                    "answers, but gives no new connection: "
                            + PostgresFaults.finding(e, address, target.username())
                                    .summary());
        }
    }

    private Finding read(Connection connection) throws SQLException {
        Identity known = identity;
        if (known == null) {
            known = identify(connection);
            identity = known;
        }
        long begun = System.nanoTime();
        Pulse pulse = Rows.one(connection, known.pulse(), PostgresProbe::pulse);
        long readAt = System.nanoTime();
        double latency = (readAt - begun) / NANOS_PER_MILLI;
        List<Sample> samples = new ArrayList<>();
        Statistics figures = statistics(connection, pulse.recovering(), samples);
        Member member = member(connection, known, pulse, readAt);
        Map<String, String> facts = new TreeMap<>(figures.facts());
        facts.putAll(member.facts());
        facts.put("version", known.version());
        facts.put("system_identifier", known.system());
        Remark worst = figures.worst().worse(role(pulse));
        return Finding.answers(
                freshConnection == null ? worst : worst.worse(freshConnection), latency, facts, samples, member);
    }

    private Identity identify(Connection connection) throws SQLException {
        int major = connection.getMetaData().getDatabaseMajorVersion();
        String pause = major >= 14
                ? "pg_get_wal_replay_pause_state()"
                : "(case when pg_is_wal_replay_paused() then 'paused' else 'not paused' end)";
        return Rows.one(
                connection,
                IDENTITY,
                row -> new Identity(Rows.text(row, "system_identifier"), Rows.text(row, "version"), pulseQuery(pause)));
    }

    private static String pulseQuery(String pause) {
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
                   current_setting('primary_slot_name') as slot_name""".formatted(pause);
    }

    private static Pulse pulse(ResultSet row) throws SQLException {
        Long timeline = Rows.number(row, "timeline");
        return new Pulse(
                row.getBoolean("recovering"),
                Rows.number(row, "position"),
                Rows.text(row, "lsn"),
                timeline == null ? 0 : timeline,
                Rows.text(row, "pause"),
                row.getBoolean("read_only"),
                Rows.text(row, "slot_name"));
    }

    private Member member(Connection connection, Identity known, Pulse pulse, long readAt) throws SQLException {
        ReplicationReading reading = new ReplicationReading();
        reading.facts().put("role", pulse.recovering() ? "standby" : "primary");
        reading.facts().put("lsn", pulse.lsn());
        Member.Side side;
        if (pulse.recovering()) {
            reading.facts().put("replay", pulse.pause());
            side = reading.copy(connection, pulse.position(), pulse.pause(), pulse.slotName());
        } else {
            reading.facts().put("timeline", Long.toString(pulse.timeline()));
            long position = pulse.position() == null ? 0 : pulse.position();
            side = reading.primary(connection, position, pulse.timeline(), readAt, idleSlots);
        }
        replicates = replicates
                || side instanceof Member.Copy
                || (side instanceof Member.Primary primary
                        && !primary.followers().isEmpty());
        return new Member(
                target.name(),
                ReplicationKind.POSTGRESQL_PHYSICAL,
                known.system(),
                address,
                true,
                readAt,
                clock.instant(),
                target.limits(),
                side,
                reading.facts());
    }

    private Statistics statistics(Connection connection, boolean recovering, List<Sample> samples) throws SQLException {
        Statistics last = statistics;
        // A little early is better than one check late.
        long due = statisticsAt + pace.regular().toNanos() - rhythm().toNanos() / 2;
        if (last != null && System.nanoTime() - due < 0) {
            return last;
        }
        statisticsAt = System.nanoTime();
        Statistics figures = Statistics.read(connection, recovering);
        idleSlots = recovering ? Map.of() : ReplicationReading.idleSlots(connection);
        statistics = figures;
        samples.addAll(figures.samples());
        return figures;
    }

    private static Remark role(Pulse pulse) {
        if (!pulse.recovering() && pulse.readOnly()) {
            return new Remark(Severity.MAJOR, ErrorClass.READONLY, "primary takes no writes");
        }
        return Remark.fine("");
    }

    @Override
    public Duration rhythm() {
        return replicates && rhythm.compareTo(SECOND) > 0 ? SECOND : rhythm;
    }

    @Override
    public void rest(Duration longest) throws InterruptedException {
        if (!link.rest(longest)) {
            wake.await(longest);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    @Override
    public void close() {
        link.close();
    }
}
