package io.dotmac.agent.probe;

import io.dotmac.agent.config.Schedule;
import io.dotmac.agent.replication.Follower;
import io.dotmac.agent.replication.Member;
import io.dotmac.agent.replication.Member.Copy;
import io.dotmac.agent.replication.Member.Primary;
import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.Metrics;
import io.dotmac.model.fleet.UnknownReason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Checks one target each time that it is told to, and tells what is new. Used by one thread at a time.
final class TargetWatch {
    private static final System.Logger LOG = System.getLogger(TargetWatch.class.getName());
    private static final Duration SECOND_CHECK = Duration.ofMillis(300);
    private static final Duration STALL = Duration.ofSeconds(2);
    private static final Duration LONGEST_WHILE_DOWN = Duration.ofSeconds(10);

    private final String name;
    private final DependencyKind kind;
    private final Probe probe;
    private final Schedule schedule;
    private final Budget budget;
    private final Clock clock;
    private final ProbeSink sink;
    private final Consumer<Finding> replication;
    private final FlapGuard guard = new FlapGuard();
    private @Nullable Health health;
    private Instant since = Instant.EPOCH;
    private @Nullable Member lastMember;
    private boolean second;
    private long overruns;

    /// @param schedule how often, and how long a check may take
    /// @param budget of the agent, past which optional targets are not checked
    /// @param replication hears every accepted finding
    TargetWatch(
            String name,
            DependencyKind kind,
            Probe probe,
            Schedule schedule,
            Budget budget,
            Clock clock,
            ProbeSink sink,
            Consumer<Finding> replication) {
        this.name = name;
        this.kind = kind;
        this.probe = probe;
        this.schedule = schedule;
        this.budget = budget;
        this.clock = clock;
        this.sink = sink;
        this.replication = replication;
    }

    /// Checks it and returns how long to rest until the next check. What is new is told only when a second check, which
    /// follows shortly, agrees.
    ///
    /// @param due when the check should have begun, monotonic
    Duration step(long due) throws InterruptedException {
        if (schedule.optional() && budget.exceeded()) {
            sink.dependency(state(resting()), List.of());
            return probe.rhythm();
        }
        Finding finding = check(due);
        boolean first = !second;
        boolean accepted = guard.accepts(finding);
        if (first && (!accepted || looksCut(finding.member()))) {
            second = true;
            return SECOND_CHECK;
        }
        second = false;
        lastMember = finding.member();
        replication.accept(finding);
        sink.dependency(state(finding), samples(finding));
        return rhythm(finding);
    }

    /// What is down is looked at more often than what is checked once a minute while it is well.
    private Duration rhythm(Finding finding) {
        Duration rhythm = probe.rhythm();
        return finding.works() || rhythm.compareTo(LONGEST_WHILE_DOWN) < 0 ? rhythm : LONGEST_WHILE_DOWN;
    }

    private Finding resting() {
        return Finding.unknown(
                UnknownReason.STALE,
                null,
                String.format(
                        Locale.ROOT,
                        "not checked: the agent uses %.1f %% of a core, so optional targets rest",
                        100 * budget.share()));
    }

    private Finding check(long due) throws InterruptedException {
        long begun = System.nanoTime();
        Finding finding = found();
        long ended = System.nanoTime();
        if (ended - due > probe.rhythm().toNanos()) {
            overruns++;
        }
        return ownFault(finding, Duration.ofNanos(ended - begun));
    }

    /// A fault of the probe's own says nothing of the target, and must not end the watch.
    private Finding found() throws InterruptedException {
        try {
            return probe.check();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the check of " + name + " failed by a fault of its own", e);
            return Finding.unknown(UnknownReason.STALE, null, "the check failed by a fault of the agent's own: " + e);
        }
    }

    /// A time-out that took far longer than it may tells of this machine, not of the target.
    private Finding ownFault(Finding finding, Duration took) {
        if (finding.error() != ErrorClass.TIMEOUT
                || took.compareTo(schedule.timeout().multipliedBy(3).plus(STALL)) < 0) {
            return finding;
        }
        return Finding.unknown(
                UnknownReason.TIMEOUT_LOCAL,
                ErrorClass.TIMEOUT,
                "the agent was too slow to tell: a check of "
                        + schedule.timeout().toMillis() + " ms took " + took.toMillis() + " ms");
    }

    /// A link that is gone since the last reading is looked at twice, as a target that is gone is.
    private boolean looksCut(@Nullable Member member) {
        if (member == null || lastMember == null) {
            return false;
        }
        return switch (member.side()) {
            case Copy copy ->
                copy.upstream() == LinkState.CUT
                        && lastMember.side() instanceof Copy before
                        && before.upstream() != LinkState.CUT;
            case Primary primary ->
                lastMember.side() instanceof Primary before && lacksOneOf(primary.followers(), before.followers());
        };
    }

    private static boolean lacksOneOf(List<Follower> now, List<Follower> before) {
        return now.size() < before.size();
    }

    private DependencyState state(Finding finding) {
        Instant now = clock.instant();
        if (finding.health() != health) {
            LOG.log(
                    finding.works() ? System.Logger.Level.INFO : System.Logger.Level.WARNING,
                    "dependency changed dependency={0} health={1} was={2} summary=\"{3}\"",
                    name,
                    finding.health(),
                    health == null ? "new" : health,
                    finding.summary());
            health = finding.health();
            since = now;
        }
        return new DependencyState(
                name,
                kind,
                finding.health(),
                finding.severity(),
                Optional.ofNullable(finding.reason()),
                Optional.ofNullable(finding.error()),
                finding.summary(),
                since,
                now,
                Optional.ofNullable(finding.latencyMillis()),
                finding.facts());
    }

    private List<Sample> samples(Finding finding) {
        List<Sample> samples = new ArrayList<>(finding.samples());
        if (overruns > 0) {
            samples.add(Sample.of("dotmac_agent_probe_overruns_total", overruns));
        }
        if (finding.health() != Health.UNKNOWN) {
            samples.add(Sample.of(Metrics.DEPENDENCY_UP, finding.works() ? 1 : 0));
        }
        if (finding.latencyMillis() != null) {
            samples.add(Sample.of(Metrics.DEPENDENCY_LATENCY_SECONDS, finding.latencyMillis() / 1000));
        }
        return samples;
    }
}
