package io.dotmac.agent.probe.redis;

import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.pace.Pace;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.LinkedProbe;
import io.dotmac.agent.probe.Sample;
import io.dotmac.agent.replication.Member;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.ReplicationKind;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A Redis server: whether it answers, how it is, and what it says of replication.
///
/// Where there is something to copy it is read each second, for lag is told from that; else at the rhythm of health.
public final class RedisProbe implements LinkedProbe {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double BACKLOG_USED = 0.7;

    private static final Remark NO_WRITES = new Remark(
            Severity.MAJOR, ErrorClass.READONLY, "takes no writes: its last snapshot to disk failed (MISCONF)");

    private final TargetConfig.Redis target;
    private final Duration rhythm;
    private final Pace pace;
    private final Clock clock;
    private final RedisLink link;
    private final String address;
    private @Nullable RedisFigures figures;
    private long figuresAt;
    private boolean replicates;
    private Remark freshConnection = Remark.fine("");
    private final NewHistory history = new NewHistory(System::nanoTime);

    /// @param rhythm between two checks of health
    /// @param timeout of a connection and of a command
    /// @param pace how often figures are read
    public RedisProbe(TargetConfig.Redis target, Duration rhythm, Duration timeout, Pace pace, Clock clock) {
        this(target, rhythm, timeout, pace, clock, RedisLink.RENEWAL);
    }

    /// @param renewal how long a connection is kept
    RedisProbe(TargetConfig.Redis target, Duration rhythm, Duration timeout, Pace pace, Clock clock, Duration renewal) {
        this.target = target;
        this.rhythm = rhythm;
        this.replicates = target.replicas() > 0;
        this.pace = pace;
        this.clock = clock;
        this.link = new RedisLink(target, timeout, renewal);
        this.address = target.host() + ":" + target.port();
    }

    @Override
    public Finding check() {
        link.begin();
        try {
            renew();
            return read();
        } catch (IOException e) {
            Finding finding = RedisFaults.finding(e, address);
            if (finding.error() != ErrorClass.STARTING_UP && finding.error() != ErrorClass.PERMISSION) {
                link.drop();
                figures = null;
            }
            return finding;
        } catch (UncheckedIOException e) {
            return Finding.unknown(UnknownReason.NOT_CONFIGURED, ErrorClass.AUTH, "password-file cannot be read");
        }
    }

    /// A kept connection hides that no new one can be had.
    private void renew() {
        try {
            link.renew();
            freshConnection = Remark.fine("");
        } catch (IOException e) {
            Finding finding = RedisFaults.finding(e, address);
            freshConnection = new Remark(
                    Severity.MAJOR, finding.error(), "answers, but gives no new connection: " + finding.summary());
        }
    }

    private Finding read() throws IOException {
        boolean due = figures == null
                || System.nanoTime() - figuresAt >= pace.regular().toNanos() - rhythm().toNanos() / 2;
        long begun = System.nanoTime();
        Wire.Pinged pinged = link.pingAndInfo(due ? "" : "replication");
        long readAt = System.nanoTime();
        RedisRefusal untold = pinged.untold();
        if (untold != null) {
            return withoutInfo(pinged, untold, (readAt - begun) / NANOS_PER_MILLI);
        }
        Info info = Info.parse(pinged.answer().toString());
        if (info.number("loading", 0) == 1 || refused(pinged.refusal(), "LOADING")) {
            figures = null;
            return loading(due ? info : Info.parse(link.info("persistence")));
        }
        RedisFigures known = figures;
        List<Sample> samples = List.of();
        if (due || known == null) {
            known = RedisFigures.of(info);
            figures = known;
            figuresAt = readAt;
            samples = known.samples();
        }
        replicates = replicates || replica(info) || info.number("connected_slaves", 0) > 0;
        Member member = member(info, readAt);
        Map<String, String> facts = new TreeMap<>(known.facts());
        facts.putAll(member.facts());
        double latency = (readAt - begun) / NANOS_PER_MILLI;
        if (servesNobody(info, pinged.refusal())) {
            return new Finding(
                    Health.DOWN,
                    Severity.CRITICAL,
                    null,
                    ErrorClass.STARTING_UP,
                    address + " refuses reads: it has no link to its primary, and replica-serve-stale-data is no",
                    latency,
                    facts,
                    samples,
                    member);
        }
        Remark own = refused(pinged.refusal(), "MISCONF") ? NO_WRITES.worse(known.worst()) : known.worst();
        Remark worst = own.worse(replication(info)).worse(history.read(info)).worse(freshConnection);
        return Finding.answers(worst, latency, facts, samples, member);
    }

    /// INFO was renamed: what is left is whether it answers.
    private Finding withoutInfo(Wire.Pinged pinged, RedisRefusal untold, double latency) throws IOException {
        if (!untold.unsupported() || pinged.refusal() != null) {
            throw pinged.refusal() == null ? untold : pinged.refusal();
        }
        Remark blind = new Remark(Severity.INFO, null, "answers; INFO is not known to it: no figures, no replication")
                .worse(freshConnection);
        return Finding.answers(blind, latency, Map.of("info", "unsupported"), List.of(), null);
    }

    private static boolean replica(Info info) {
        return info.text("role").equals("slave");
    }

    private static boolean refused(@Nullable RedisRefusal refusal, String word) {
        return refusal != null && refusal.text().startsWith(word);
    }

    /// A replica that was told to keep what is stale to itself says so only when it is asked for something.
    private boolean servesNobody(Info info, @Nullable RedisRefusal refusal) throws IOException {
        boolean alone = replica(info) && !info.text("master_link_status").equals("up");
        return refused(refusal, "MASTERDOWN") || (alone && refused(link.refusesReads(), "MASTERDOWN"));
    }

    /// It answers INFO while it loads, but nothing else.
    private Finding loading(Info info) {
        Long left = info.number("loading_eta_seconds");
        String percent = info.text("loading_loaded_perc");
        return Finding.down(
                ErrorClass.STARTING_UP,
                address + " is loading its data"
                        + (percent.isEmpty() ? "" : ", " + percent + " % done")
                        + (left == null ? "" : ", " + left + " s to go"));
    }

    private Member member(Info info, long readAt) {
        return new Member(
                target.name(),
                ReplicationKind.REDIS,
                info.text("master_replid"),
                resolved(),
                true,
                readAt,
                clock.instant(),
                target.limits(),
                ReplicationReading.side(info, readAt),
                ReplicationReading.facts(info));
    }

    /// Replicas are known to their primary by address.
    private String resolved() {
        try {
            return link.deadline().address(target.host()).getHostAddress() + ":" + target.port();
        } catch (IOException e) {
            return address;
        }
    }

    private static Remark replication(Info info) {
        String failover = info.text("master_failover_state");
        Remark moving = failover.isEmpty() || failover.equals("no-failover")
                ? Remark.fine("")
                : new Remark(Severity.INFO, null, "hands over to a replica: " + failover);
        return moving.worse(backlog(info));
    }

    private static Remark backlog(Info info) {
        long offset = info.number("master_repl_offset", 0);
        long kept = info.number("repl_backlog_size", 0);
        for (int index = 0; index < 100; index++) {
            String line = info.text("slave" + index);
            if (line.isEmpty()) {
                break;
            }
            Info replica = Info.parts(line);
            boolean stale =
                    replica.number("lag", 0) >= 2 && replica.text("state").equals("online");
            long lacks = offset - replica.number("offset", offset);
            if (stale && kept > 0 && lacks > BACKLOG_USED * kept) {
                String name = "replica " + replica.text("ip") + ":" + replica.text("port");
                return new Remark(
                        Severity.MINOR,
                        null,
                        lacks > kept
                                ? name + " fell out of the backlog of " + kept + " B: it will copy all anew"
                                : name + " has used " + 100 * lacks / kept + " % of the backlog of " + kept
                                        + " B, beyond it all must be copied anew");
            }
        }
        return Remark.fine("");
    }

    @Override
    public Duration rhythm() {
        return replicates && rhythm.compareTo(SECOND) > 0 ? SECOND : rhythm;
    }

    @Override
    public void rest(Duration longest) throws InterruptedException {
        link.rest(longest);
    }

    @Override
    public void close() {
        link.close();
    }
}
