package io.dotmac.agent.report;

import io.dotmac.agent.collect.CollectSink;
import io.dotmac.agent.collect.Collectors;
import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.pace.Pace;
import io.dotmac.agent.pace.Wake;
import io.dotmac.agent.probe.Fitting;
import io.dotmac.agent.probe.ProbeSink;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.HostSummary;
import io.dotmac.model.fleet.Metrics;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.WorkloadState;
import io.dotmac.model.report.Inventory;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.Samples;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Collects what the probes find and makes reports of it: a change at once, a moving lag every two seconds, everything
/// at the regular pace. While somebody looks, every second what moved and what was measured.
///
/// Safe for use by several threads; reports are made by one.
public final class Reporter implements ProbeSink, CollectSink, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Reporter.class.getName());
    private static final Duration JOIN_CHANGES = Duration.ofMillis(40);
    private static final Duration LAG_RHYTHM = Duration.ofSeconds(2);
    private static final Duration FIRST_LOOK = Duration.ofMillis(1_500);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(3);

    private final Pace pace;
    private final Clock clock;
    private final Sequence sequence;
    private final String version;
    private final Extras extras;
    private final Consumer<Report> sink;
    private final Wake wake = new Wake();
    private final int targets;

    private final Map<String, DependencyState> dependencyByName = new LinkedHashMap<>();
    private final Map<String, ReplicationLink> linkByName = new LinkedHashMap<>();
    private final Map<String, ReplicationLink> toldLinkByName = new LinkedHashMap<>();
    private final Set<String> changedDependencies = new HashSet<>();
    private final Set<String> changedLinks = new HashSet<>();
    private final Roster<ContainerState> containers = new Roster<>(ContainerState::name, Changes::urgent);
    private final Roster<WorkloadState> workloads = new Roster<>(WorkloadState::id, Changes::urgent);
    private final SampleBuffer samples = new SampleBuffer();
    private @Nullable HostSummary host;
    private boolean linkGone;
    private boolean lagSampled;
    private long lagSampledAt;
    private @Nullable Thread thread;
    private volatile boolean closed;

    /// @param version of the program
    /// @param extras what the link adds
    /// @param sink takes the reports, in order, from one thread
    public Reporter(
            AgentConfig config,
            Pace pace,
            Clock clock,
            Sequence sequence,
            String version,
            Extras extras,
            Consumer<Report> sink) {
        this.pace = pace;
        this.clock = clock;
        this.sequence = sequence;
        this.version = version;
        this.extras = extras;
        this.sink = sink;
        this.targets = (int) config.targets().stream()
                        .map(TargetConfig::name)
                        .distinct()
                        .count()
                + Collectors.dependencies(config);
        pace.wakes(wake);
    }

    /// Starts making reports.
    public synchronized void start() {
        thread = Thread.ofPlatform().daemon().name("reporter").start(this::run);
    }

    @Override
    public synchronized void dependency(DependencyState state, List<Sample> measured) {
        if (Changes.urgent(dependencyByName.put(state.name(), state), state)) {
            changedDependencies.add(state.name());
            wake.signal();
        }
        measured.forEach(sample -> samples.add(state.name(), sample, state.checkedAt()));
    }

    @Override
    public synchronized void replication(List<ReplicationLink> links) {
        Set<String> gone = new HashSet<>(linkByName.keySet());
        // A little early is better than one reading late.
        long due = lagSampledAt + lagRhythm().toNanos() * 3 / 4;
        boolean sampling = !lagSampled || System.nanoTime() - due >= 0;
        for (ReplicationLink link : links) {
            gone.remove(link.name());
            linkByName.put(link.name(), link);
            if (Changes.urgent(toldLinkByName.get(link.name()), link)) {
                changedLinks.add(link.name());
            }
            if (sampling) {
                sample(link);
            }
        }
        if (sampling) {
            lagSampled = true;
            lagSampledAt = System.nanoTime();
        }
        gone.forEach(linkByName::remove);
        linkGone |= !gone.isEmpty();
        if (!changedLinks.isEmpty() || linkGone) {
            wake.signal();
        }
    }

    private void sample(ReplicationLink link) {
        link.lagSeconds()
                .ifPresent(lag ->
                        samples.add(link.name(), Sample.of(Metrics.REPLICATION_LAG_SECONDS, lag), link.checkedAt()));
        link.lagBytes()
                .ifPresent(lag ->
                        samples.add(link.name(), Sample.of(Metrics.REPLICATION_LAG_BYTES, lag), link.checkedAt()));
    }

    @Override
    public synchronized void host(HostSummary summary, DependencyState state, List<Sample> measured) {
        host = summary;
        dependency(state, measured);
    }

    @Override
    public synchronized void measured(String target, List<Sample> measured) {
        Instant now = clock.instant();
        measured.forEach(sample -> samples.add(target, sample, now));
    }

    @Override
    public synchronized void container(ContainerState state) {
        signalIf(containers.put(state));
    }

    @Override
    public synchronized void containerGone(String name) {
        signalIf(containers.remove(name));
    }

    @Override
    public synchronized void containersListed() {
        containers.listed();
        wake.signal();
    }

    @Override
    public synchronized void workload(WorkloadState state) {
        signalIf(workloads.put(state));
    }

    @Override
    public synchronized void workloadGone(String id) {
        signalIf(workloads.remove(id));
    }

    @Override
    public synchronized void workloadsListed() {
        workloads.listed();
        wake.signal();
    }

    private void signalIf(boolean urgent) {
        if (urgent) {
            wake.signal();
        }
    }

    private void run() {
        try {
            firstLook();
            tell(this::full);
            long regularAt = System.nanoTime() + pace.regular().toNanos();
            long lagAt = System.nanoTime() + lagRhythm().toNanos();
            boolean watched = pace.watched();
            while (!closed) {
                long now = System.nanoTime();
                long next = moves() ? Math.min(regularAt, lagAt) : regularAt;
                if (wake.await(Duration.ofNanos(next - now))) {
                    // What broke together is told together.
                    wake.await(JOIN_CHANGES);
                }
                now = System.nanoTime();
                boolean begins = !watched && pace.watched();
                watched = pace.watched();
                if (now - regularAt >= 0 || begins || takeLinkGone()) {
                    regularAt = now + pace.regular().toNanos();
                    lagAt = now + lagRhythm().toNanos();
                    tell(this::full);
                    continue;
                }
                boolean lagDue = now - lagAt >= 0;
                if (lagDue) {
                    lagAt = now + lagRhythm().toNanos();
                }
                boolean measured = lagDue && watched;
                tell(() -> partial(lagDue, measured));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The reporter lives on whatever happens: nothing else tells of this machine.
    private void tell(Supplier<@Nullable Report> made) {
        try {
            Report report = made.get();
            if (report != null) {
                sink.accept(report);
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a report could not be made, the next one follows", e);
        }
    }

    /// Whether there is anything to tell between two regular reports; what comes up wakes.
    private synchronized boolean moves() {
        return !linkByName.isEmpty() || pace.watched();
    }

    private Duration lagRhythm() {
        return pace.watched() && pace.interval().compareTo(LAG_RHYTHM) < 0 ? pace.interval() : LAG_RHYTHM;
    }

    /// The first report waits a moment for every target's first check, so that nothing looks gone.
    private void firstLook() throws InterruptedException {
        long until = System.nanoTime() + FIRST_LOOK.toNanos();
        while (!closed && !complete() && System.nanoTime() - until < 0) {
            wake.await(Duration.ofNanos(until - System.nanoTime()));
        }
    }

    /// The dependencies as they were found last.
    public synchronized List<DependencyState> dependencies() {
        return List.copyOf(dependencyByName.values());
    }

    private synchronized boolean complete() {
        return dependencyByName.size() > targets;
    }

    private synchronized boolean takeLinkGone() {
        boolean gone = linkGone;
        linkGone = false;
        return gone;
    }

    private synchronized Report full() {
        Instant now = clock.instant();
        changedDependencies.clear();
        changedLinks.clear();
        linkGone = false;
        toldLinkByName.clear();
        toldLinkByName.putAll(linkByName);
        SelfFigures.samples().forEach(sample -> samples.add(Metrics.AGENT_TARGET, sample, now));
        extras.samples().forEach(sample -> samples.add(Metrics.AGENT_TARGET, sample, now));
        samples.add(Metrics.AGENT_TARGET, Sample.of("dotmac_agent_dropped_samples_total", samples.dropped()), now);
        boolean complete = complete();
        return report(
                complete,
                now,
                dependencyByName.values().stream().map(this::withTrouble).toList(),
                List.copyOf(linkByName.values()),
                samples.take(now),
                inventory());
    }

    private synchronized @Nullable Report partial(boolean lagDue, boolean measured) {
        List<ReplicationLink> links = new ArrayList<>();
        for (ReplicationLink link : linkByName.values()) {
            ReplicationLink told = toldLinkByName.get(link.name());
            boolean moved = lagDue && told != null && Changes.moves(told, link);
            if (moved || changedLinks.contains(link.name())) {
                links.add(link);
                toldLinkByName.put(link.name(), link);
            }
        }
        List<DependencyState> dependencies = dependencyByName.values().stream()
                .filter(state -> changedDependencies.contains(state.name()))
                .map(this::withTrouble)
                .toList();
        changedLinks.clear();
        changedDependencies.clear();
        Instant now = clock.instant();
        Samples fast = measured ? samples.take(now) : Samples.none(now);
        Optional<Inventory> inventory =
                measured || containers.pressing() || workloads.pressing() ? inventory() : Optional.empty();
        if (links.isEmpty() && dependencies.isEmpty() && fast.size() == 0 && inventory.isEmpty()) {
            return null;
        }
        return report(false, now, dependencies, links, fast, inventory);
    }

    private Optional<Inventory> inventory() {
        long now = System.nanoTime();
        return Optional.of(new Inventory(containers.take(now), workloads.take(now)))
                .filter(inventory -> !inventory.isEmpty());
    }

    private Report report(
            boolean full,
            Instant now,
            List<DependencyState> dependencies,
            List<ReplicationLink> links,
            Samples measured,
            Optional<Inventory> inventory) {
        return new Report(
                sequence.boot(),
                sequence.next(),
                now,
                sequence.monotonicMillis(),
                full,
                pace.regular().toMillis(),
                version,
                extras.clockOffsetMillis(),
                Optional.ofNullable(host),
                dependencies,
                links,
                measured,
                extras.takeGaps(),
                inventory);
    }

    /// The agent's own trouble shows on its machine's row.
    private DependencyState withTrouble(DependencyState state) {
        Optional<String> trouble = extras.trouble();
        if (trouble.isEmpty() || !state.name().equals(Metrics.HOST_TARGET)) {
            return state;
        }
        return new DependencyState(
                state.name(),
                state.kind(),
                Health.DEGRADED,
                state.severity().worse(Severity.MINOR),
                Optional.empty(),
                state.error(),
                Fitting.line(trouble.get() + "; " + state.summary()),
                state.since(),
                state.checkedAt(),
                state.latencyMillis(),
                state.facts());
    }

    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            running = thread;
            thread = null;
        }
        if (running == null) {
            return;
        }
        // An interrupt would close the files of the spool in the middle of a record.
        closed = true;
        wake.signal();
        try {
            if (!running.join(LONGEST_CLOSE)) {
                running.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
