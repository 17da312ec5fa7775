package io.dotmac.console.quiet;

import io.dotmac.console.text.Clean;
import io.dotmac.console.text.Units;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Matcher;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.live.LiveRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is kept quiet: an alert, all of a target, all of a node, all of a rule.
///
/// @param title for example `node app-1`
/// @param targets each of which is one silence
public record Cover(String title, List<Target> targets) {
    /// What one silence is about.
    ///
    /// @param tenant slug of the ISP whose alerts are meant, empty for the platform's own
    /// @param matchers that must all hold
    public record Target(String tenant, List<Matcher> matchers) {
        /// Copies the matchers.
        public Target {
            matchers = List.copyOf(matchers);
        }
    }

    private static final String NODE_ID = "node_id";
    private static final String ALERTNAME = "alertname";

    /// Copies the lists.
    public Cover {
        title = Clean.line(title);
        targets = List.copyOf(targets);
    }

    /// Slugs of the ISPs whose alerts it covers, each once; an empty one stands for the platform itself.
    public List<String> tenants() {
        return targets.stream().map(Target::tenant).distinct().toList();
    }

    /// What could be meant by rows, the narrowest first; empty where rows have nothing that labels tell of.
    public static List<Cover> of(List<LiveRow> rows) {
        List<Cover> covers = new ArrayList<>();
        if (rows.size() == 1) {
            one(rows.getFirst(), covers);
        } else if (!rows.isEmpty()) {
            many(rows, covers);
        }
        return List.copyOf(covers);
    }

    /// The node of a row, which work is done on; empty where it has none.
    public static Optional<Cover> node(LiveRow row) {
        return switch (row) {
            case LiveRow.Alert alert -> node(alert);
            case LiveRow.Node node -> Optional.of(node(row, node.name(), node.id()));
            case LiveRow.Dependency dependency -> Optional.of(node(row, dependency.nodeName(), dependency.node()));
            case LiveRow.Replication link -> Optional.of(node(row, link.nodeName(), link.node()));
            case LiveRow.Container container -> Optional.of(node(row, container.nodeName(), container.node()));
            case LiveRow.Workload workload -> Optional.of(node(row, workload.nodeName(), workload.node()));
        };
    }

    private static void one(LiveRow row, List<Cover> covers) {
        switch (row) {
            case LiveRow.Alert alert -> covers.add(of(alert));
            case LiveRow.Dependency dependency ->
                covers.add(seen(row, dependency.state().name(), dependency.nodeName(), dependency.node()));
            case LiveRow.Replication link -> covers.add(seen(row, link.link().name(), link.nodeName(), link.node()));
            case LiveRow.Container container -> {
                String name = container.state().name();
                covers.add(target(row, "container " + name + " on " + container.nodeName(), name, container.node()));
            }
            case LiveRow.Workload workload ->
                covers.add(seen(row, workload.state().id(), workload.nodeName(), workload.node()));
            case LiveRow.Node _ -> {}
        }
        node(row).ifPresent(covers::add);
        if (row instanceof LiveRow.Alert alert
                && !alert.alert().label(ALERTNAME).isEmpty()) {
            String rule = alert.alert().label(ALERTNAME);
            covers.add(all(row, "rule " + rule + ", on every node", Matcher.equal(ALERTNAME, rule)));
        }
    }

    private static void many(List<LiveRow> rows, List<Cover> covers) {
        List<Target> targets = new ArrayList<>();
        for (LiveRow row : rows) {
            List<Cover> own = new ArrayList<>();
            one(row, own);
            own.stream().findFirst().ifPresent(narrowest -> targets.addAll(narrowest.targets()));
        }
        covers.add(new Cover("the " + Units.counted(rows.size(), "marked row"), targets));
    }

    /// One alert, wherever it comes back.
    public static Cover of(LiveRow.Alert row) {
        Alert alert = row.alert();
        List<Matcher> own = new ArrayList<>();
        for (String name : List.of(ALERTNAME, NODE_ID, "target", "instance")) {
            if (!alert.label(name).isEmpty()) {
                own.add(Matcher.equal(name, alert.label(name)));
            }
        }
        if (own.isEmpty()) {
            alert.labels().forEach((name, value) -> own.add(Matcher.equal(name, value)));
        }
        String target = alert.label("target");
        String title = "this alert: " + alert.rule() + (target.isEmpty() ? "" : " of " + target)
                + (alert.label("node").isEmpty() ? "" : " on " + alert.label("node"));
        return new Cover(title, List.of(new Target(row.tenant(), own)));
    }

    private static Optional<Cover> node(LiveRow.Alert row) {
        String name = row.alert().label("node");
        String id = row.alert().label(NODE_ID);
        if (id.isEmpty() && name.isEmpty()) {
            return Optional.empty();
        }
        Matcher node = id.isEmpty() ? Matcher.equal("node", name) : Matcher.equal(NODE_ID, id);
        return Optional.of(all(row, "node " + name + ", all of it", node));
    }

    private static Cover seen(LiveRow row, String target, String node, NodeId id) {
        return target(row, target + " as " + node + " sees it", target, id);
    }

    private static Cover target(LiveRow row, String title, String target, NodeId node) {
        List<Matcher> both = List.of(Matcher.equal(NODE_ID, node.toString()), Matcher.equal("target", target));
        return new Cover(title, List.of(new Target(row.tenant(), both)));
    }

    private static Cover node(LiveRow row, String name, NodeId id) {
        return all(row, "node " + name + ", all of it", Matcher.equal(NODE_ID, id.toString()));
    }

    private static Cover all(LiveRow row, String title, Matcher matcher) {
        return new Cover(title, List.of(new Target(row.tenant(), List.of(matcher))));
    }
}
