package io.dotmac.agent.probe.postgresql;

import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.pace.Pace;
import io.dotmac.agent.pace.Wake;
import io.dotmac.agent.probe.Deadline;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.LinkedProbe;
import io.dotmac.agent.probe.Sample;
import io.dotmac.agent.replication.Follower;
import io.dotmac.agent.replication.Member;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.ReplicationKind;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import java.io.UncheckedIOException;
import java.sql.Connection;
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
public final class PostgresProbe implements LinkedProbe {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final double NANOS_PER_MILLI = 1e6;

    private static final String IDENTITY = """
            select (select system_identifier from pg_control_system())::text as system_identifier,
                   current_setting('server_version') as version,
                   to_char(pg_postmaster_start_time() at time zone 'UTC',
                           'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as started""";

    private final TargetConfig.Postgres target;
    private final Duration rhythm;
    private final Duration timeout;
    private final Pace pace;
    private final Clock clock;
    private final PostgresLink link;
    private final Wake wake = new Wake();
    private final String address;
    private @Nullable Identity identity;
    private @Nullable Connection identified;
    private Statistics statistics;
    private Statistics.@Nullable Reading figures;
    private long figuresAt;
    private @Nullable Remark freshConnection;
    private boolean replicates;
    private Map<String, Follower.Slot> idleSlots = Map.of();
    private LogicalSlots logicalSlots = new LogicalSlots(System::nanoTime);
    private boolean subscribed;

    /// What does not change while a connection lives. The next one may lead to another server behind the same address.
    ///
    /// @param system PostgreSQL's system identifier
    /// @param version as it says
    /// @param major of the version
    /// @param started when the server started, by its own clock: no two servers of a cluster have the same
    /// @param pulse the query that suits it
    private record Identity(String system, String version, int major, String started, String pulse) {
        boolean sameServer(Identity other) {
            return system.equals(other.system) && started.equals(other.started);
        }
    }

    /// @param rhythm between two checks of health
    /// @param timeout of a check
    /// @param pace how often statistics are read
    public PostgresProbe(TargetConfig.Postgres target, Duration rhythm, Duration timeout, Pace pace, Clock clock) {
        this(target, rhythm, timeout, pace, clock, PostgresLink.RENEWAL);
    }

    /// @param renewal how long a connection is kept
    PostgresProbe(
            TargetConfig.Postgres target, Duration rhythm, Duration timeout, Pace pace, Clock clock, Duration renewal) {
        this.target = target;
        this.rhythm = rhythm;
        this.timeout = timeout;
        this.replicates = !target.standbys().isEmpty();
        this.pace = pace;
        this.clock = clock;
        this.statistics = statistics(target);
        this.link = new PostgresLink(target, timeout, renewal);
        this.address = target.host() + ":" + target.port();
    }

    @Override
    public Finding check() {
        Deadline deadline = Deadline.in(timeout);
        try {
            renew(deadline);
            return read(link.open(deadline));
        } catch (SQLException e) {
            // Refused for what was asked, the connection is still good; for all else a new one is wanted.
            if (PostgresFaults.classOf(e) != ErrorClass.PERMISSION) {
                link.close();
            }
            return PostgresFaults.finding(e, address, target.username());
        } catch (UncheckedIOException e) {
            return Finding.unknown(UnknownReason.NOT_CONFIGURED, ErrorClass.AUTH, "password-file cannot be read");
        }
    }

    private void renew(Deadline deadline) {
        try {
            link.renew(deadline);
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

    private Finding read(Session session) throws SQLException {
        Identity known = identity(session);
        long begun = System.nanoTime();
        Pulse pulse = Rows.one(session, known.pulse(), Pulse::of);
        long readAt = System.nanoTime();
        double latency = (readAt - begun) / NANOS_PER_MILLI;
        List<Sample> samples = new ArrayList<>();
        Statistics.Reading read = figures(session, known, pulse.recovering(), samples);
        Member member = member(session, known, pulse, readAt);
        Map<String, String> facts = new TreeMap<>(read.facts());
        facts.putAll(member.facts());
        facts.put("version", known.version());
        facts.put("system_identifier", known.system());
        facts.put("started", known.started());
        Remark worst = read.worst().worse(role(pulse)).worse(synchronous(pulse, member));
        return Finding.answers(
                freshConnection == null ? worst : worst.worse(freshConnection), latency, facts, samples, member);
    }

    private Identity identity(Session session) throws SQLException {
        Identity before = identity;
        if (before != null && session.connection().equals(identified)) {
            return before;
        }
        Identity now = identify(session);
        if (before != null && !now.sameServer(before)) {
            forget();
        }
        identity = now;
        identified = session.connection();
        return now;
    }

    /// Figures of one server say nothing of another.
    private void forget() {
        statistics = statistics(target);
        logicalSlots = new LogicalSlots(System::nanoTime);
        figures = null;
        idleSlots = Map.of();
        subscribed = false;
        replicates = !target.standbys().isEmpty();
    }

    private static Statistics statistics(TargetConfig.Postgres target) {
        return new Statistics(target.limits(), local(target.host()));
    }

    private Identity identify(Session session) throws SQLException {
        int major = session.major();
        return Rows.one(
                session,
                IDENTITY,
                row -> new Identity(
                        Rows.text(row, "system_identifier"),
                        Rows.text(row, "version"),
                        major,
                        Rows.text(row, "started"),
                        Pulse.query(major)));
    }

    private Member member(Session session, Identity known, Pulse pulse, long readAt) throws SQLException {
        ReplicationReading reading = new ReplicationReading();
        reading.facts().put("role", pulse.recovering() ? "standby" : "primary");
        reading.facts().put("lsn", pulse.lsn());
        Member.Side side;
        if (pulse.recovering()) {
            reading.facts().put("replay", pulse.pause());
            Rows.put(reading.facts(), "last_commit_age_s", pulse.lastCommitAge());
            side = reading.copy(session, pulse.position(), pulse.pause(), pulse.slotName());
        } else {
            reading.facts().put("timeline", Long.toString(pulse.timeline()));
            List<Follower> subscribers = subscribed ? logicalSlots.read(session, readAt) : List.of();
            side = reading.primary(session, pulse, readAt, subscribers, idleSlots);
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

    private Statistics.Reading figures(Session session, Identity known, boolean recovering, List<Sample> samples)
            throws SQLException {
        Statistics.Reading last = figures;
        // A little early is better than one check late.
        long due = figuresAt + pace.regular().toNanos() - rhythm().toNanos() / 2;
        if (last != null && System.nanoTime() - due < 0) {
            return last;
        }
        figuresAt = System.nanoTime();
        Statistics.Reading read = statistics.read(session, known.major(), recovering);
        idleSlots = read.idleSlots();
        subscribed = !recovering && read.logicalSlots();
        figures = read;
        samples.addAll(read.samples());
        return read;
    }

    private static Remark role(Pulse pulse) {
        if (!pulse.recovering() && pulse.readOnly()) {
            return new Remark(Severity.MAJOR, ErrorClass.READONLY, "primary takes no writes");
        }
        return Remark.fine("");
    }

    private static Remark synchronous(Pulse pulse, Member member) {
        return member.side() instanceof Member.Primary primary
                ? Synchronous.judge(pulse.synchronous(), primary.followers())
                : Remark.fine("");
    }

    private static boolean local(String host) {
        return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
    }

    @Override
    public Duration rhythm() {
        return replicates && rhythm.compareTo(SECOND) > 0 ? SECOND : rhythm;
    }

    @Override
    public void rest(Duration longest) throws InterruptedException {
        if (!Thread.currentThread().isInterrupted() && !link.rest(longest)) {
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
