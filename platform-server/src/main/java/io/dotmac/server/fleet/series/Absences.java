package io.dotmac.server.fleet.series;

import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Metrics;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.Samples;
import io.dotmac.model.report.SeriesName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Tells which parts of a node's targets are no more, such as a file system that was unmounted, while the rest goes on
/// being reported.
///
/// Missing data is no proof of that: a part counts as gone only when nothing at all is told of it for several rounds in
/// which others of its kind were measured, and its target works and does not name it. The last one of its kind is gone
/// only where the target says that it has none ([Metrics#NO_PARTS]), for else it cannot be told from a collection that
/// fails. Containers have rows of their own, which tell.
///
/// Of one node; not safe for use by several threads.
public final class Absences {
    private static final int ROUNDS = 3;
    private static final Duration LEAST = Duration.ofSeconds(60);

    private final Map<SeriesName, Absence> absences = new HashMap<>();
    private String boot = "";
    private long seq;

    private record Absence(Instant since, int rounds) {
        Absence again() {
            return new Absence(since, rounds + 1);
        }

        boolean isLong(Instant now, long intervalMillis) {
            Duration span = Duration.between(since, now);
            return rounds >= ROUNDS && span.compareTo(LEAST) >= 0 && span.toMillis() > ROUNDS * intervalMillis;
        }
    }

    /// A part of a target, or a metric of one.
    private record OfTarget(String target, String name) {}

    /// What a report measures.
    ///
    /// @param parts of which it tells anything
    /// @param kinds metrics that it tells of parts
    /// @param none how the names of metrics begin that tell of parts which there are none of
    private record Round(Set<OfTarget> parts, Set<OfTarget> kinds, List<OfTarget> none) {
        static Round of(Samples samples) {
            Round round = new Round(new HashSet<>(), new HashSet<>(), new ArrayList<>());
            boolean[] seen = new boolean[samples.names().size()]; // A report that was cut names more than it tells.
            for (int index : samples.name()) {
                SeriesName name = samples.names().get(index);
                if (!seen[index] && name.metric().equals(Metrics.NO_PARTS)) {
                    round.none.add(part(name));
                } else if (!seen[index] && !name.instance().isEmpty()) {
                    round.parts.add(part(name));
                    round.kinds.add(new OfTarget(name.target(), name.metric()));
                }
                seen[index] = true;
            }
            return round;
        }

        boolean lacks(SeriesName name) {
            boolean measured = kinds.contains(new OfTarget(name.target(), name.metric()));
            return !parts.contains(part(name)) && (measured || saysNone(name));
        }

        private boolean saysNone(SeriesName name) {
            return none.stream()
                    .anyMatch(each ->
                            each.target().equals(name.target()) && name.metric().startsWith(each.name()));
        }
    }

    /// Takes a report; returns those of `expected` that it shows to be gone. Only one that tells of all states does.
    ///
    /// @param expected series that were measured before
    /// @param now when it came, on the server's clock
    public Set<SeriesName> take(Report report, Collection<SeriesName> expected, Instant now) {
        if (!report.boot().equals(boot) || report.seq() != seq + 1) {
            absences.clear(); // Nobody here knows what was told in between.
        }
        boot = report.boot();
        seq = report.seq();
        Set<SeriesName> parts = expected.stream().filter(Absences::isPart).collect(Collectors.toUnmodifiableSet());
        if (parts.isEmpty()) {
            absences.clear();
            return Set.of();
        }
        Round round = Round.of(report.samples());
        absences.keySet().removeIf(name -> !parts.contains(name) || round.parts.contains(part(name)));
        for (SeriesName name : parts) {
            if (round.lacks(name)) {
                absences.merge(name, new Absence(now, 1), (before, one) -> before.again());
            }
        }
        return report.full() ? gone(report, parts, now) : Set.of();
    }

    /// The node was silent: what was counted before does not count.
    public void forget() {
        absences.clear();
    }

    private Set<SeriesName> gone(Report report, Set<SeriesName> expected, Instant now) {
        List<SeriesName> late = absences.entrySet().stream()
                .filter(entry -> entry.getValue().isLong(now, report.intervalMillis()))
                .map(Map.Entry::getKey)
                .toList();
        Set<OfTarget> gone = late.stream()
                .filter(name -> report.dependencies().stream().anyMatch(state -> isWithout(state, name)))
                .map(Absences::part)
                .collect(Collectors.toSet());
        late.forEach(absences::remove);
        return expected.stream().filter(name -> gone.contains(part(name))).collect(Collectors.toSet());
    }

    /// Whether a target works and tells nothing of that part: what a probe cannot measure it tells as a fact.
    private static boolean isWithout(DependencyState state, SeriesName name) {
        boolean works = state.health() == Health.UP || state.health() == Health.DEGRADED;
        return works
                && state.name().equals(name.target())
                && state.facts().keySet().stream().noneMatch(fact -> names(fact, name.instance()));
    }

    private static boolean names(String fact, String part) {
        return fact.equals(part) || fact.startsWith(part + " ") || fact.endsWith(" " + part);
    }

    private static boolean isPart(SeriesName name) {
        return !name.instance().isEmpty()
                && !name.target().equals(Metrics.DOCKER_TARGET)
                && !name.metric().equals(Metrics.NO_PARTS);
    }

    private static OfTarget part(SeriesName name) {
        return new OfTarget(name.target(), name.instance());
    }
}
