package io.dotmac.server.alert;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.AlertRule;
import io.dotmac.model.alert.Level;
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
import java.util.function.Predicate;

/// Judges values and states as they come in; nothing is read from tables for it. Tells only what changed, and costs
/// nothing for what no rule watches. Safe for use by several threads.
final class Evaluator {
    /// Values that are older than this when they come were kept back, and say nothing of now.
    private static final Duration BACKLOG = Duration.ofMinutes(2);

    private static final int MISSED_INTERVALS = 5;
    private static final Duration MISSED_AFTER = Duration.ofMinutes(2);

    private final Function<String, Optional<Alert>> open;
    private final Consumer<Finding> findings;
    private final Predicate<Place> known;
    private final Map<TenantId, RuleBook> rules = new HashMap<>();
    private final Map<String, NodeWatch> nodes = new HashMap<>();
    private final Set<Watch> waiting = new HashSet<>();

    /// @param open finds an alert that fires, by fingerprint
    /// @param findings takes what is new; it must return at once
    /// @param known whether there is still such a thing as is measured there
    Evaluator(Function<String, Optional<Alert>> open, Consumer<Finding> findings, Predicate<Place> known) {
        this.open = open;
        this.findings = findings;
        this.known = known;
    }

    /// Uses other rules from now on; what no rule watches any more ends.
    synchronized void rules(TenantId tenant, RuleBook book, Instant now) {
        if (book.all().equals(rules(tenant).all())) {
            return;
        }
        rules.put(tenant, book);
        for (NodeWatch node : nodes.values()) {
            if (node.tenant().equals(tenant)) {
                node.clear().forEach(watch -> judgeAnew(node, watch, book, now));
            }
        }
    }

    private void judgeAnew(NodeWatch node, Watch before, RuleBook book, Instant now) {
        AlertRule old = before.rule();
        boolean kept = book.find(old.name())
                .filter(rule ->
                        rule.metric().equals(old.metric()) && rule.target().equals(old.target()))
                .isPresent();
        waiting.remove(before);
        if (!kept) {
            tell(before, before.gone(), now);
        } else if (before.level() != Level.OK) {
            node.of(before.series(), book).forEach(watch -> watch.waitSince(now));
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
        gone.forEach(one -> gone(one, now));
    }

    private void gone(Gone one, Instant now) {
        String key = one.key();
        int slash = key.indexOf('/');
        NodeWatch node = nodes.get(slash < 0 ? key : key.substring(0, slash));
        if (node == null) {
            return;
        }
        List<Watch> dropped = slash < 0 ? node.clear() : node.drop(one.topic(), key.substring(slash + 1));
        for (Watch watch : dropped) {
            tell(watch, watch.gone(), now);
            waiting.remove(watch);
        }
        if (slash < 0) {
            nodes.remove(key);
        }
    }

    /// Goes on with what an earlier run of the server raised: waits for the values of each from now on, and ends what
    /// no rule watches any more and what there is no more. Rows are known by then.
    synchronized void resume(TenantId tenant, List<Alert> firing, Instant now) {
        for (Alert alert : firing) {
            Place place = Place.of(tenant, alert);
            if (place.fingerprint(alert.rule()).equals(alert.fingerprint())) { // Others are not raised here.
                resume(alert, place, now);
            }
        }
    }

    private void resume(Alert alert, Place place, Instant now) {
        NodeWatch node =
                place.tenant().equals(AlertRealm.PLATFORM) ? ofPlatform(place.nodeId()) : nodes.get(place.nodeId());
        List<Watch> watches = node == null ? List.of() : watches(node, alert.rule(), place);
        if (watches.isEmpty()) {
            findings.accept(Finding.over(place.tenant(), alert, now));
        }
        watches.forEach(watch -> watch.waitSince(now));
    }

    /// What holds a rule against what is at a place; nothing where there is no such rule or no such thing any more.
    private List<Watch> watches(NodeWatch node, String rule, Place place) {
        RuleBook book = rules(place.tenant());
        return book
                .find(rule)
                .map(one -> place.series(one.metric()))
                .filter(series -> !Signals.holds(series.metric()) || node.has(series))
                .map(series -> node.of(series, book))
                .orElse(List.of())
                .stream()
                .filter(watch -> watch.rule().name().equals(rule))
                .toList();
    }

    /// Samples of a node were stored by this server.
    synchronized void samples(TenantId tenant, NodeId id, Report report, Instant receivedAt) {
        NodeWatch node = nodes.get(id.toString());
        if (node == null) {
            return; // Its row comes first, always.
        }
        node.heard(receivedAt);
        if (node.isShared(report, receivedAt)) {
            agree(node, receivedAt);
        }
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
        if (base >= oldest) {
            endUnreported(node, report, receivedAt);
        }
    }

    /// States are judged by every server alike; samples by the one alone that takes them.
    private void agree(NodeWatch node, Instant now) {
        for (Watch watch : node.all()) {
            if (!Signals.holds(watch.rule().metric())) {
                watch.agree(open.apply(watch.fingerprint()), now);
            }
        }
    }

    private void endUnreported(NodeWatch node, Report report, Instant now) {
        Map<SeriesName, List<Watch>> firing = node.firingParts();
        for (SeriesName gone : node.absences().take(report, firing.keySet(), now)) {
            firing.getOrDefault(gone, List.of()).forEach(watch -> tell(watch, watch.unreported(), now));
        }
    }

    /// A figure of the platform itself.
    synchronized void own(String node, Timed figure) {
        NodeWatch watch = ofPlatform(node);
        watch.heard(figure.at());
        measure(watch, figure, rules(AlertRealm.PLATFORM));
    }

    /// Time has passed: what waits for its duration or for calm may be due.
    synchronized void pass(Instant now) {
        for (Watch watch : List.copyOf(waiting)) {
            tell(watch, watch.pass(now), now);
        }
    }

    /// Looks for values that stopped although their node is heard, or because what was measured is no more.
    synchronized void missing(Instant now) {
        for (NodeWatch node : nodes.values()) {
            Duration patience = Duration.ofMillis(node.intervalMillis() * MISSED_INTERVALS);
            if (patience.compareTo(MISSED_AFTER) < 0) {
                patience = MISSED_AFTER;
            }
            Instant oldest = now.minus(patience);
            boolean silent = node.isDown() || node.heard().isBefore(oldest);
            for (Watch watch : node.all()) {
                boolean stopped = !Signals.holds(watch.rule().metric())
                        && watch.isMissed()
                        && watch.silentSince().isBefore(oldest)
                        && watch.silentSince()
                                .isBefore(now.minus(watch.interval().multipliedBy(MISSED_INTERVALS)));
                if (stopped && !known.test(watch.place())) {
                    tell(watch, watch.gone(), now);
                } else if (stopped && !silent) {
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
            node.absences().forget();
            for (Watch watch : node.all()) {
                if (!watch.rule().metric().equals(Signals.AGENT_SILENT)) {
                    tell(watch, watch.lost(), now);
                }
            }
        }
    }

    private NodeWatch ofPlatform(String server) {
        return nodes.computeIfAbsent(server, id -> new NodeWatch(AlertRealm.PLATFORM, id, id, this::resume));
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
        open.apply(made.fingerprint()).ifPresent(made::resume);
    }

    private void tell(Watch watch, boolean changed, Instant now) {
        if (watch.isWaiting()) {
            waiting.add(watch);
        } else {
            waiting.remove(watch);
        }
        if (changed) {
            findings.accept(watch.finding(now));
            watch.told(now);
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
