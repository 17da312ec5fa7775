package io.dotmac.agent.link;

import io.dotmac.agent.report.Changes;
import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.WorkloadState;
import io.dotmac.model.report.Inventory;
import io.dotmac.model.report.Inventory.Part;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.Samples;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/// What is kept of reports whose samples are given up: the states that differ from those of the reports before.
///
/// Used under the spool's lock.
final class KeptStates {
    private final Map<String, DependencyState> dependencies = new HashMap<>();
    private final Map<String, ReplicationLink> links = new HashMap<>();
    private final Map<String, ContainerState> containers = new HashMap<>();
    private final Map<String, WorkloadState> workloads = new HashMap<>();

    /// The report with nothing but what changed; empty when nothing did. Reports come in their order.
    Optional<Report> of(Report report) {
        List<DependencyState> changedDependencies =
                changed(dependencies, report.dependencies(), DependencyState::name, Changes::urgent);
        List<ReplicationLink> changedLinks =
                changed(links, report.replication(), ReplicationLink::name, Changes::urgent);
        Optional<Inventory> inventory = report.inventory()
                .map(all -> new Inventory(
                        part(containers, all.containers(), ContainerState::name, Changes::urgent),
                        part(workloads, all.workloads(), WorkloadState::id, Changes::urgent)))
                .filter(left -> !left.isEmpty());
        if (changedDependencies.isEmpty() && changedLinks.isEmpty() && inventory.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Report(
                report.boot(),
                report.seq(),
                report.collectedAt(),
                report.monotonicMillis(),
                false,
                report.intervalMillis(),
                report.agentVersion(),
                report.clockOffsetMillis(),
                Optional.empty(),
                changedDependencies,
                changedLinks,
                Samples.none(report.collectedAt()),
                report.gaps(),
                inventory));
    }

    private static <S> Part<S> part(
            Map<String, S> known, Part<S> part, Function<S, String> name, BiPredicate<S, S> differ) {
        part.gone().forEach(known::remove);
        return new Part<>(false, changed(known, part.states(), name, differ), part.gone());
    }

    private static <S> List<S> changed(
            Map<String, S> known, List<S> states, Function<S, String> name, BiPredicate<S, S> differ) {
        return states.stream()
                .filter(state -> {
                    S before = known.put(name.apply(state), state);
                    return before == null || differ.test(before, state);
                })
                .toList();
    }
}
