package io.dotmac.console.quiet;

import io.dotmac.console.text.Clean;
import io.dotmac.console.text.Units;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Matcher;
import io.dotmac.model.live.LiveRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is kept quiet: an alert, all of a target, all of a node, all of a rule.
///
/// @param title for example `node app-1`
/// @param targets each of which is one silence
public record Cover(String title, List<List<Matcher>> targets) {
    private static final String NODE_ID = "node_id";
    private static final String ALERTNAME = "alertname";

    /// Copies the lists.
    public Cover {
        title = Clean.line(title);
        targets = targets.stream().map(List::copyOf).toList();
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
            case LiveRow.Alert alert -> node(alert.alert());
            case LiveRow.Node node -> Optional.of(node(node.name(), node.id().toString()));
            case LiveRow.Dependency dependency ->
                Optional.of(node(dependency.nodeName(), dependency.node().toString()));
            case LiveRow.Replication link ->
                Optional.of(node(link.nodeName(), link.node().toString()));
            case LiveRow.Container container ->
                Optional.of(node(container.nodeName(), container.node().toString()));
            case LiveRow.Workload workload ->
                Optional.of(node(workload.nodeName(), workload.node().toString()));
        };
    }

    private static void one(LiveRow row, List<Cover> covers) {
        switch (row) {
            case LiveRow.Alert alert -> covers.add(of(alert.alert()));
            case LiveRow.Dependency dependency ->
                covers.add(target(
                        dependency.state().name(),
                        dependency.nodeName(),
                        dependency.node().toString()));
            case LiveRow.Replication link ->
                covers.add(
                        target(link.link().name(), link.nodeName(), link.node().toString()));
            case LiveRow.Node _, LiveRow.Container _, LiveRow.Workload _ -> {}
        }
        node(row).ifPresent(covers::add);
        if (row instanceof LiveRow.Alert alert
                && !alert.alert().label(ALERTNAME).isEmpty()) {
            String rule = alert.alert().label(ALERTNAME);
            covers.add(all("rule " + rule + ", on every node", Matcher.equal(ALERTNAME, rule)));
        }
    }

    private static void many(List<LiveRow> rows, List<Cover> covers) {
        List<List<Matcher>> targets = new ArrayList<>();
        for (LiveRow row : rows) {
            List<Cover> own = new ArrayList<>();
            one(row, own);
            own.stream().findFirst().ifPresent(narrowest -> targets.addAll(narrowest.targets()));
        }
        covers.add(new Cover("the " + Units.counted(rows.size(), "marked row"), targets));
    }

    /// One alert, wherever it comes back.
    public static Cover of(Alert alert) {
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
        return new Cover(
                "this alert: " + alert.rule() + (target.isEmpty() ? "" : " of " + target)
                        + (alert.label("node").isEmpty() ? "" : " on " + alert.label("node")),
                List.of(own));
    }

    private static Optional<Cover> node(Alert alert) {
        if (!alert.label(NODE_ID).isEmpty()) {
            return Optional.of(node(alert.label("node"), alert.label(NODE_ID)));
        }
        return Optional.of(alert.label("node"))
                .filter(name -> !name.isEmpty())
                .map(name -> all("node " + name + ", all of it", Matcher.equal("node", name)));
    }

    private static Cover target(String target, String node, String nodeId) {
        return new Cover(
                target + " as " + node + " sees it",
                List.of(List.of(Matcher.equal(NODE_ID, nodeId), Matcher.equal("target", target))));
    }

    private static Cover node(String name, String id) {
        return all("node " + name + ", all of it", Matcher.equal(NODE_ID, id));
    }

    private static Cover all(String title, Matcher matcher) {
        return new Cover(title, List.of(List.of(matcher)));
    }
}
