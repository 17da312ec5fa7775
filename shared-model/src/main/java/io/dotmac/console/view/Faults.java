package io.dotmac.console.view;

import io.dotmac.console.live.Seen;
import io.dotmac.console.look.SeverityStyle;
import io.dotmac.console.resource.Kinds;
import io.dotmac.console.resource.Words;
import io.dotmac.console.text.Ages;
import io.dotmac.console.text.Clean;
import io.dotmac.console.text.Units;
import io.dotmac.console.view.PulseViewModel.Fault;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.WorkloadState;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds what is wrong, and says it in a few words.
final class Faults {
    private Faults() {}

    static List<Fault> of(
            List<Seen<LiveRow.Node>> nodes,
            List<Seen<LiveRow.Dependency>> dependencies,
            List<Seen<LiveRow.Replication>> links,
            List<Seen<LiveRow.Container>> containers,
            List<Seen<LiveRow.Workload>> workloads,
            List<Seen<LiveRow.Alert>> alerts) {
        List<Fault> faults = new ArrayList<>();
        Set<String> silent = new HashSet<>();
        for (Seen<LiveRow.Node> seen : nodes) {
            if (seen.stale() || seen.row().state() != NodeState.UP) {
                silent.add(seen.row().key());
                faults.add(node(seen));
            }
        }
        for (Seen<LiveRow.Dependency> seen : dependencies) {
            boolean told = seen.severity() == Severity.STALE
                    && silent.contains(seen.row().node().toString());
            if (wrong(seen) && !told) {
                faults.add(dependency(seen));
            }
        }
        for (Seen<LiveRow.Replication> seen : links) {
            boolean told = seen.severity() == Severity.STALE
                    && silent.contains(seen.row().node().toString());
            if (wrong(seen) && !told) {
                faults.add(link(seen));
            }
        }
        for (Seen<LiveRow.Container> seen : containers) {
            boolean told = seen.severity() == Severity.STALE
                    && silent.contains(seen.row().node().toString());
            if (wrong(seen) && !told) {
                faults.add(container(seen));
            }
        }
        for (Seen<LiveRow.Workload> seen : workloads) {
            boolean told = seen.severity() == Severity.STALE
                    && silent.contains(seen.row().node().toString());
            if (wrong(seen) && !told) {
                faults.add(workload(seen));
            }
        }
        Set<String> places =
                faults.stream().flatMap(fault -> places(fault).stream()).collect(Collectors.toSet());
        alerts.stream().filter(seen -> isNews(seen, places)).forEach(seen -> faults.add(alert(seen)));
        faults.sort(Comparator.comparing(Fault::severity)
                .reversed()
                .thenComparing(Fault::title)
                .thenComparing(Fault::key));
        return faults;
    }

    /// What was stopped by hand, and such, is worth knowing in its table alone.
    private static boolean wrong(Seen<?> seen) {
        return SeverityStyle.isFault(seen.severity());
    }

    /// What a fault is about, by the node's id and by its name, which is all that alerts from outside know.
    private static List<String> places(Fault fault) {
        int slash = fault.key().indexOf('/');
        return List.of(
                fault.key(), fault.where() + (slash < 0 ? "" : fault.key().substring(slash)));
    }

    /// Whether an alert tells of something that no row tells already, and that nobody keeps quiet.
    private static boolean isNews(Seen<LiveRow.Alert> seen, Set<String> places) {
        Alert alert = seen.row().alert();
        String node = alert.label("node_id").isEmpty() ? alert.label("node") : alert.label("node_id");
        boolean told = places.contains(node)
                || places.contains(node + "/" + alert.label("target"))
                || places.contains(node + "/" + alert.label("instance"));
        return wrong(seen) && !seen.stale() && !alert.facts().quiet() && !told;
    }

    private static Fault alert(Seen<LiveRow.Alert> seen) {
        Alert alert = seen.row().alert();
        return new Fault(
                Topic.ALERTS,
                seen.row().key(),
                seen.severity(),
                Clean.line(alert.summary()),
                Clean.line(alert.label("node")),
                Clean.line(alert.rule()),
                Ages.of(seen.ageOf(alert.startsAt())),
                seen.direct());
    }

    private static Fault container(Seen<LiveRow.Container> seen) {
        ContainerState state = seen.row().state();
        return new Fault(
                Topic.CONTAINERS,
                seen.row().key(),
                seen.severity(),
                Clean.line(
                        "Container " + state.name() + " " + (seen.stale() ? "not heard of" : Words.of(state.phase()))),
                Clean.line(seen.row().nodeName()),
                Clean.line(state.cause()),
                Ages.of(seen.ageOf(state.since())),
                seen.direct());
    }

    private static Fault workload(Seen<LiveRow.Workload> seen) {
        WorkloadState state = seen.row().state();
        return new Fault(
                Topic.WORKLOADS,
                seen.row().key(),
                seen.severity(),
                Clean.line(capital(Words.of(state.kind())) + " " + state.name() + " "
                        + (seen.stale() ? "not heard of" : state.state())),
                Clean.line(state.namespace().isEmpty() ? state.cluster() : state.namespace()),
                Clean.line(state.cause()),
                Ages.of(seen.ageOf(state.since())),
                seen.direct());
    }

    private static String capital(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    private static Fault node(Seen<LiveRow.Node> seen) {
        LiveRow.Node node = seen.row();
        boolean never = node.state() == NodeState.NEW;
        String title = never ? "Agent never reported" : "Agent silent " + Ages.of(seen.age());
        Severity own = seen.severity() == Severity.OK ? Severity.STALE : seen.severity();
        return new Fault(
                Topic.NODES,
                node.key(),
                own,
                title,
                Clean.line(node.name()),
                "what it watches is not known",
                Ages.of(never ? seen.ageOf(node.since()) : seen.age()),
                seen.direct());
    }

    private static Fault dependency(Seen<LiveRow.Dependency> seen) {
        DependencyState state = seen.row().state();
        String what = seen.stale() ? "not heard of" : Words.of(state.health());
        return new Fault(
                Topic.DEPENDENCIES,
                seen.row().key(),
                seen.severity(),
                Clean.line(title(state) + " " + what),
                Clean.line(seen.row().nodeName()),
                Clean.line(state.summary()),
                Ages.of(seen.ageOf(state.since())),
                seen.direct());
    }

    /// `Redis sessions`, but `Host` and not `Host host`.
    private static String title(DependencyState state) {
        String kind = Kinds.title(state.kind());
        return kind.equalsIgnoreCase(state.name()) ? kind : kind + " " + state.name();
    }

    private static Fault link(Seen<LiveRow.Replication> seen) {
        ReplicationLink link = seen.row().link();
        return new Fault(
                Topic.REPLICATION,
                seen.row().key(),
                seen.severity(),
                Clean.line("Replica " + link.name() + " " + what(seen)),
                Clean.line(seen.row().nodeName()),
                Clean.line(link.summary()),
                Ages.of(seen.ageOf(link.since())),
                seen.direct());
    }

    private static String what(Seen<LiveRow.Replication> seen) {
        ReplicationLink link = seen.row().link();
        if (seen.stale()) {
            return "not heard of";
        }
        String behind = link.lagSeconds()
                .map(lag -> (link.lagIsLowerBound() ? "at least " : "") + Units.seconds(lag) + " behind")
                .orElse("");
        if (link.state() == LinkState.STREAMING) {
            return behind.isEmpty() ? "lag unknown" : behind;
        }
        return Words.of(link.state()) + (behind.isEmpty() ? "" : ", " + behind);
    }
}
