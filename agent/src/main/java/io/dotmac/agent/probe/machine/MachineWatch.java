package io.dotmac.agent.probe.machine;

import io.dotmac.agent.pace.Pace;
import io.dotmac.agent.pace.Wake;
import io.dotmac.agent.probe.Fitting;
import io.dotmac.agent.probe.ProbeSink;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.HostSummary;
import io.dotmac.model.fleet.Metrics;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Measures the machine at the pace of reports; what moves fast each second while somebody looks.
public final class MachineWatch implements Runnable {
    private static final System.Logger LOG = System.getLogger(MachineWatch.class.getName());

    private static final HostSummary NOTHING =
            new HostSummary(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /// A little early is better than one reading late.
    private static final Duration EARLY = Duration.ofMillis(500);
    private static final Duration FIRST_RATE = Duration.ofMillis(500);

    private final Pace pace;
    private final Clock clock;
    private final ProbeSink sink;
    private final ProcReader proc = new ProcReader(Path.of("/proc"));
    private final Wake wake = new Wake();
    private @Nullable Health health;
    private Instant since = Instant.EPOCH;
    private HostSummary known = NOTHING;

    /// @param pace how often
    /// @param sink takes the figures
    public MachineWatch(Pace pace, Clock clock, ProbeSink sink) {
        this.pace = pace;
        this.clock = clock;
        this.sink = sink;
        pace.wakes(wake);
    }

    @Override
    public void run() {
        if (!proc.present()) {
            sink.host(
                    NOTHING,
                    unknown(UnknownReason.UNSUPPORTED, "this system has no /proc to read", clock.instant()),
                    List.of());
            return;
        }
        Machine machine = new Machine(
                proc,
                Runtime.getRuntime().availableProcessors(),
                System::nanoTime,
                new Disks(Disks::ask, System::nanoTime),
                new HostClock(CLibrary::clock, System::nanoTime));
        try {
            look(machine::read);
            wake.await(FIRST_RATE);
            long allAt = System.nanoTime();
            while (!Thread.currentThread().isInterrupted()) {
                boolean all = System.nanoTime() - allAt >= 0;
                if (all) {
                    allAt = System.nanoTime() + pace.regular().toNanos() - EARLY.toNanos();
                }
                look(all ? machine::read : machine::readFast);
                wake.await(pace.interval());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The watch lives on whatever a file of the kernel says.
    private void look(Supplier<Machine.Reading> read) {
        try {
            tell(read.get());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the machine could not be read, the next reading follows", e);
            health = Health.UNKNOWN;
            Instant now = clock.instant();
            sink.host(
                    known, unknown(UnknownReason.STALE, "the agent could not read the machine: " + e, now), List.of());
        }
    }

    private void tell(Machine.Reading reading) {
        Instant now = clock.instant();
        Severity severity = reading.worst().severity();
        Health here = severity.compareTo(Severity.MINOR) >= 0 ? Health.DEGRADED : Health.UP;
        if (here != health) {
            health = here;
            since = now;
        }
        DependencyState state = new DependencyState(
                Metrics.HOST_TARGET,
                DependencyKind.HOST,
                here,
                severity,
                Optional.empty(),
                Optional.empty(),
                Fitting.line(reading.worst().text()),
                since,
                now,
                Optional.empty(),
                Fitting.facts(reading.facts()));
        List<Sample> samples = reading.samples();
        known = reading.summary();
        sink.host(known, state, samples);
    }

    private static DependencyState unknown(UnknownReason reason, String why, Instant now) {
        return new DependencyState(
                Metrics.HOST_TARGET,
                DependencyKind.HOST,
                Health.UNKNOWN,
                Severity.STALE,
                Optional.of(reason),
                Optional.empty(),
                Fitting.line(why),
                now,
                now,
                Optional.empty(),
                Map.of());
    }
}
