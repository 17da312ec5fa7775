package io.dotmac.server.alert;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Topology;
import io.dotmac.model.alert.Uplink;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Which of the alerts of one tenant that fire explain which others: an uplink that is down all of the nodes behind it,
/// a silent agent all that it watches, a dependency that is down what else is told of it. Not safe for several threads.
final class Causes {
    /// Rules whose alerts may explain others.
    static final List<String> RULES = List.of("agent-silent", "dependency-down");

    private static final String SILENT = RULES.getFirst();
    private static final String DOWN = RULES.getLast();

    /// Fingerprints by node, by its name, and by what they are about on a node.
    private final Map<String, Set<String>> groups = new HashMap<>();

    /// The alert that explains all others of a group; also by what an uplink leads through.
    private final Map<String, Alert> roots = new HashMap<>();

    /// By fingerprint, as they were put in: their labels may change.
    private final Map<String, Alert> firing = new HashMap<>();

    private Reach reach = Reach.NONE;

    /// What fires, behind these uplinks.
    static Causes of(Topology topology, Collection<Alert> firing) {
        Causes causes = new Causes();
        causes.reach(topology);
        firing.forEach(causes::add);
        return causes;
    }

    /// Nodes are reached in another way from now on.
    void reach(Topology topology) {
        reach = new Reach(topology);
    }

    /// Puts an alert in, or in the place of what was known of it.
    void add(Alert alert) {
        remove(alert.fingerprint());
        firing.put(alert.fingerprint(), alert);
        for (String group : groupsOf(alert)) {
            groups.computeIfAbsent(group, key -> new LinkedHashSet<>()).add(alert.fingerprint());
        }
        root(alert).ifPresent(group -> {
            roots.put(group, alert);
            roots.put(named(throughOf(alert)), alert);
        });
    }

    void remove(String fingerprint) {
        Alert alert = firing.remove(fingerprint);
        if (alert == null) {
            return;
        }
        for (String group : groupsOf(alert)) {
            Set<String> members = groups.getOrDefault(group, new LinkedHashSet<>());
            members.remove(fingerprint);
            if (members.isEmpty()) {
                groups.remove(group);
            }
        }
        root(alert).ifPresent(group -> {
            roots.remove(group, alert);
            roots.remove(named(throughOf(alert)), alert);
        });
    }

    /// What explains an alert, in words.
    Optional<String> of(Alert alert) {
        if (nodeOf(alert).isEmpty()) {
            return Optional.empty();
        }
        Optional<String> beyond =
                reach.cause(alert.label("node"), uplink -> summary(roots.get(named(uplink.through()))));
        if (beyond.isPresent() || alert.rule().equals(SILENT)) {
            return beyond;
        }
        Optional<String> down = alert.rule().equals(DOWN) ? Optional.empty() : summary(roots.get(placeOf(alert)));
        return summary(roots.get(nodeOf(alert))).or(() -> down);
    }

    /// Fingerprints of all that an alert may explain, here and behind.
    Set<String> explained(Alert root) {
        Optional<String> group = root(root);
        if (group.isEmpty()) {
            return Set.of();
        }
        Set<String> all = new LinkedHashSet<>(groups.getOrDefault(group.get(), Set.of()));
        reach.behind(throughOf(root)).forEach(node -> all.addAll(groups.getOrDefault(named(node), Set.of())));
        return all;
    }

    /// Whether it is certain that no uplink explains an alert.
    ///
    /// @param well whether an uplink is well for certain
    boolean isOpen(Alert alert, Predicate<Uplink> well) {
        return nodeOf(alert).isEmpty() || reach.isOpen(alert.label("node"), well);
    }

    private static Optional<String> summary(@Nullable Alert root) {
        return Optional.ofNullable(root).map(Alert::summary);
    }

    /// The group that an alert explains, if it explains any.
    private static Optional<String> root(Alert alert) {
        if (nodeOf(alert).isEmpty()) {
            return Optional.empty();
        }
        return switch (alert.rule()) {
            case "agent-silent" -> Optional.of(nodeOf(alert));
            case "dependency-down" -> Optional.of(placeOf(alert));
            default -> Optional.empty();
        };
    }

    private static List<String> groupsOf(Alert alert) {
        return nodeOf(alert).isEmpty() ? List.of() : List.of(nodeOf(alert), placeOf(alert), named(alert.label("node")));
    }

    private static String nodeOf(Alert alert) {
        return alert.label("node_id");
    }

    private static String throughOf(Alert root) {
        String node = root.label("node");
        return root.rule().equals(SILENT) ? node : node + "/" + root.label("target");
    }

    private static String named(String node) {
        return "name/" + node;
    }

    private static String placeOf(Alert alert) {
        return nodeOf(alert) + "/" + alert.label("target");
    }
}
