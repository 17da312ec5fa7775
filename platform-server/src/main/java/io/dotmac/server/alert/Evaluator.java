package io.dotmac.server.alert;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.Samples;
import io.dotmac.model.report.SeriesName;
import io.dotmac.server.alert.Signals.Signal;
import io.dotmac.server.alert.Signals.Timed;
import io.dotmac.server.platform.live.LiveHub.Gone;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// Judges values and states as they come in; nothing is read from tables for it. Tells only what changed, and costs
/// nothing for what no rule watches. Safe for use by several threads.
final class Evaluator {
    /// Values that are older than this when they come were kept back, and say nothing of now.
    private static final Duration BACKLOG = Duration.ofMinutes(2);

    private static final int MISSED_INTERVALS = 5;
    private static final Duration MISSED_AFTER = Duration.ofMinutes(2);

    private final Function<String, Optional<Alert>> open;
    private final Consumer<Finding> findings;
    private final Map<TenantId, RuleBook> rules = new HashMap<>();
    private final Map<String, NodeWatch> nodes = new HashMap<>();
    private final Set<Watch> waiting = new HashSet<>();

    /// @param open finds an alert that fires, by fingerprint
    /// @param findings takes what is new; it must return at once
    Evaluator(Function<String, Optional<Alert>> open, Consumer<Finding> findings) {
        this.open = open;
        this.findings = findings;
    }

    /// Uses other rules from now on; what no rule watches any more ends.
    synchronized void rules(TenantId tenant, RuleBook book, Instant now) {
        if (book.all().equals(rules(tenant).all())) {
            return;
        }
        rules.put(tenant, book);
        for (NodeWatch node : nodes.values()) {
            if (node.tenant().equals(tenant)) {
                for (Watch watch : node.clear()) {
                    waiting.remove(watch);
                    boolean kept = book.all().stream()
                            .anyMatch(rule -> rule.enabled()
                                    && rule.name().equals(watch.rule().name())
                                    && rule.metric().equals(watch.rule().metric())
                                    && rule.target().equals(watch.rule().target()));
                    if (!kept) {
                        tell(watch, watch.gone(), now);
                    }
                }
            }
        }
    }

    /// The rules of a tenant.
    synchronized RuleBook rules(TenantId tenant) {
        return rules.getOrDefault(tenant, RuleBook.SHIPPED);
    }

    /// Rows of the live tables changed, or are gone.
    synchronized void rows(TenantId tenant, List<? extends LiveRow> changed, List<Gone> gone, Instant now) {
        RuleBook book = rules(tenant);
        for (LiveRow row : changed) {
            Optional<String> id = nodeOf(row);
            if (id.isPresent()) {
                NodeWatch node = node(tenant, id.get(), row);
                for (Signal signal : Signals.of(row)) {
                    signal(node, signal, book, now);
                }
                if (row instanceof LiveRow.Node self) {
                    node(node, self, now);
                }
            }
        }
        for (Gone one : gone) {
            String key = one.key();
            int slash = key.indexOf('/');
            NodeWatch node = slash < 0 ? null : nodes.get(key.substring(0, slash));
            if (node != null) {
                node.drop(one.topic(), key.substring(slash + 1)).forEach(watch -> {
                    waiting.remove(watch);
                    tell(watch, watch.gone(), now);
                });
            }
        }
    }

    /// Samples of a node were stored by this server.
    synchronized void samples(TenantId tenant, NodeId id, Report report, Instant receivedAt) {
        NodeWatch node = nodes.get(id.toString());
        if (node == null) {
            return; // Its row comes first, always.
        }
        node.heard(receivedAt);
        RuleBook book = rules(tenant);
        Samples samples = report.samples();
        long base = samples.base().toEpochMilli() - report.clockOffsetMillis().orElse(0L);
        long oldest = receivedAt.minus(BACKLOG).toEpochMilli();
        List<List<Watch>> byName = new ArrayList<>(samples.names().size());
        boolean parts = false;
        for (SeriesName name : samples.names()) {
            parts |= Signals.isPart(name.metric());
            byName.add(
                    book.watches(name.metric())
                            ? node.of(new Series(name.metric(), name.target(), name.instance()), book)
                            : List.of());
        }
        for (int row = 0; row < samples.size(); row++) {
            List<Watch> watches = byName.get(samples.name()[row]);
            if (!watches.isEmpty()) {
                long millis = base + samples.after()[row];
                if (millis >= oldest) {
                    Instant at = Instant.ofEpochMilli(Math.min(millis, receivedAt.toEpochMilli()));
                    double value = samples.value()[row];
                    watches.forEach(watch -> tell(watch, watch.measure(value, at), receivedAt));
                }
            }
        }
        if (parts && base >= oldest) {
            Signals.of(samples, receivedAt).forEach(figure -> measure(node, figure, book));
        }
    }

    /// A figure of the platform itself.
    synchronized void own(String node, Timed figure) {
        NodeWatch watch =
                nodes.computeIfAbsent(node, id -> new NodeWatch(AlertRealm.PLATFORM, id, id, made -> resume(made)));
        watch.heard(figure.at());
        measure(watch, figure, rules(AlertRealm.PLATFORM));
    }

    /// Time has passed: what waits for its duration or for calm may be due.
    synchronized void pass(Instant now) {
        for (Watch watch : List.copyOf(waiting)) {
            tell(watch, watch.pass(now), now);
        }
    }

    /// Looks for values that stopped although their node is heard.
    synchronized void missing(Instant now) {
        for (NodeWatch node : nodes.values()) {
            Duration patience = Duration.ofMillis(node.intervalMillis() * MISSED_INTERVALS);
            if (patience.compareTo(MISSED_AFTER) < 0) {
                patience = MISSED_AFTER;
            }
            if (node.isDown() || node.heard().isBefore(now.minus(patience))) {
                continue;
            }
            Instant oldest = now.minus(patience);
            for (Watch watch : node.all()) {
                boolean stopped = !Signals.holds(watch.rule().metric())
                        && watch.isMissed()
                        && !watch.at().equals(Instant.MIN)
                        && watch.at().isBefore(oldest);
                if (stopped) {
                    tell(watch, watch.missing(now), now);
                }
            }
        }
    }

    /// How many rules are held against how many series.
    synchronized int size() {
        return nodes.values().stream().mapToInt(node -> node.all().size()).sum();
    }

    private void node(NodeWatch node, LiveRow.Node row, Instant now) {
        boolean down = row.state() == NodeState.DOWN;
        boolean fell = down && !node.isDown();
        node.is(row.name(), down, row.intervalMillis());
        if (fell) {
            for (Watch watch : node.all()) {
                if (!watch.rule().metric().equals(Signals.AGENT_SILENT)) {
                    tell(watch, watch.lost(), now);
                }
            }
        }
    }

    private NodeWatch node(TenantId tenant, String id, LiveRow row) {
        return nodes.computeIfAbsent(id, key -> new NodeWatch(tenant, key, nameOf(row), this::resume));
    }

    private void measure(NodeWatch node, Timed figure, RuleBook book) {
        node.of(figure.series(), book)
                .forEach(watch -> tell(watch, watch.measure(figure.value(), figure.at()), figure.at()));
    }

    private void signal(NodeWatch node, Signal signal, RuleBook book, Instant now) {
        for (Watch watch : node.of(signal.series(), book)) {
            boolean changed = Double.isNaN(signal.value()) ? watch.lost() : watch.measure(signal.value(), now);
            tell(watch, changed, now);
        }
    }

    private void resume(Watch made) {
        open.apply(made.fingerprint())
                .ifPresent(alert -> made.resume(alert.level(), alert.flapping(), alert.startsAt()));
    }

    private void tell(Watch watch, boolean changed, Instant now) {
        if (watch.isWaiting()) {
            waiting.add(watch);
        } else {
            waiting.remove(watch);
        }
        if (changed) {
            findings.accept(watch.finding(now));
            watch.told();
        }
    }

    private static Optional<String> nodeOf(LiveRow row) {
        return switch (row) {
            case LiveRow.Node node -> Optional.of(node.key());
            case LiveRow.Dependency dependency -> Optional.of(dependency.node().toString());
            case LiveRow.Replication link -> Optional.of(link.node().toString());
            case LiveRow.Container container -> Optional.of(container.node().toString());
            case LiveRow.Workload workload -> Optional.of(workload.node().toString());
            case LiveRow.Alert alert -> Optional.empty();
        };
    }

    private static String nameOf(LiveRow row) {
        return switch (row) {
            case LiveRow.Node node -> node.name();
            case LiveRow.Dependency dependency -> dependency.nodeName();
            case LiveRow.Replication link -> link.nodeName();
            case LiveRow.Container container -> container.nodeName();
            case LiveRow.Workload workload -> workload.nodeName();
            case LiveRow.Alert alert -> "";
        };
    }
}
