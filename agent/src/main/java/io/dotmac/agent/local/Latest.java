package io.dotmac.agent.local;

import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.WorkloadState;
import io.dotmac.model.report.Inventory;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.Samples;
import io.dotmac.model.report.SeriesName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The last of everything that was reported. What a target no longer tells is forgotten, never shown as if it were new.
///
/// Safe for use by several threads.
final class Latest {
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final int MAX_SERIES = 20_000;

    private final Map<String, Duration> keptByTarget;
    private final Map<String, DependencyState> dependencies = new TreeMap<>();
    private final Map<String, ReplicationLink> links = new TreeMap<>();
    private final Map<String, ContainerState> containers = new TreeMap<>();
    private final Map<String, WorkloadState> workloads = new TreeMap<>();
    private final Map<SeriesName, Point> points = new HashMap<>();

    private record Point(Instant at, double value) {}

    /// @param intervalByTarget how often each target is checked, where that is known
    Latest(Map<String, Duration> intervalByTarget) {
        this.keptByTarget = intervalByTarget.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> kept(entry.getValue())));
    }

    /// What can be shown.
    ///
    /// @param values by series
    record View(
            List<DependencyState> dependencies,
            List<ReplicationLink> links,
            List<ContainerState> containers,
            List<WorkloadState> workloads,
            Map<SeriesName, Double> values) {}

    synchronized void accept(Report report) {
        if (report.full()) {
            dependencies.clear();
            links.clear();
        }
        report.dependencies().forEach(state -> dependencies.put(state.name(), state));
        report.replication().forEach(link -> links.put(link.name(), link));
        report.inventory().ifPresent(inventory -> {
            take(inventory.containers(), containers, ContainerState::name);
            take(inventory.workloads(), workloads, WorkloadState::id);
        });
        Samples samples = report.samples();
        for (int row = 0; row < samples.size(); row++) {
            Instant at = samples.base().plusMillis(samples.after()[row]);
            points.put(samples.names().get(samples.name()[row]), new Point(at, samples.value()[row]));
        }
        forget(report.collectedAt());
    }

    private static <S> void take(Inventory.Part<S> part, Map<String, S> kept, Function<S, String> name) {
        if (part.complete()) {
            kept.clear();
        }
        part.states().forEach(state -> kept.put(name.apply(state), state));
        part.gone().forEach(kept::remove);
    }

    private static Duration kept(Duration interval) {
        Duration rounds = Duration.ofNanos(interval.toNanos() * 3);
        return rounds.compareTo(KEPT) > 0 ? rounds : KEPT;
    }

    private void forget(Instant now) {
        points.entrySet().removeIf(entry -> {
            Duration kept = keptByTarget.getOrDefault(entry.getKey().target(), KEPT);
            return entry.getValue().at().plus(kept).isBefore(now);
        });
        if (points.size() > MAX_SERIES) {
            points.clear();
        }
    }

    /// A target that does not work has no figures.
    synchronized View view() {
        Set<String> silent = new HashSet<>();
        for (DependencyState state : dependencies.values()) {
            if (state.health() == Health.DOWN || state.health() == Health.UNKNOWN) {
                silent.add(state.name());
            }
        }
        Map<SeriesName, Double> values = new HashMap<>();
        points.forEach((name, point) -> {
            if (!silent.contains(name.target())) {
                values.put(name, point.value());
            }
        });
        return new View(
                List.copyOf(dependencies.values()),
                List.copyOf(links.values()),
                List.copyOf(containers.values()),
                List.copyOf(workloads.values()),
                values);
    }
}
