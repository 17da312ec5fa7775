package io.dotmac.server.fleet;

import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.HostSummary;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import io.dotmac.model.report.Report;
import io.dotmac.server.fleet.NodeRow.Observed;
import io.dotmac.server.platform.live.LiveHub.Gone;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What is known of one node now. For use under the lock of [NodeBook].
final class NodeEntry {
    private static final long MAX_CLOCK_OFFSET_MILLIS = 2_000;

    private final NodeKey key;
    private final String tenantSlug;
    private final String name;
    private final String os;
    private final Map<String, Observed<DependencyState>> dependencies = new TreeMap<>();
    private final Map<String, Observed<ReplicationLink>> links = new TreeMap<>();
    private String agentVersion;
    private NodeState state;
    private Instant since;
    private Optional<Instant> lastSeen;
    private Optional<Position> newest;
    private Optional<Position> newestFull = Optional.empty();
    private long intervalMillis;
    private Optional<Long> clockOffsetMillis;
    private Optional<HostSummary> host;
    private boolean controlLost;
    private String told = "";

    /// Rows to show, and rows that are gone.
    record Changes(List<LiveRow> rows, List<Gone> gone) {}

    NodeEntry(NodeRow row, String tenantSlug) {
        this.key = row.key();
        this.tenantSlug = tenantSlug;
        this.name = row.name();
        this.os = row.os();
        this.agentVersion = row.agentVersion();
        this.state = row.state();
        this.since = row.since();
        this.lastSeen = row.lastSeen();
        this.newest = row.position();
        this.intervalMillis = row.intervalMillis();
        this.clockOffsetMillis = row.clockOffsetMillis();
        this.host = row.host();
        row.dependencies().forEach(one -> dependencies.put(one.name(), one));
        row.replication().forEach(one -> links.put(one.name(), one));
    }

    NodeKey key() {
        return key;
    }

    NodeState state() {
        return state;
    }

    Instant since() {
        return since;
    }

    /// Whether `row` knows of a report, or of an enrolment, that came later.
    boolean isOlderThan(NodeRow row) {
        if (lastSeen.isEmpty()) {
            return row.lastSeen().isPresent() || row.since().isAfter(since);
        }
        return row.lastSeen().filter(seen -> seen.isAfter(lastSeen.get())).isPresent();
    }

    void controlLost(boolean lost) {
        controlLost = lost;
    }

    /// Takes in a stored report; what is older than what is known changes nothing but when the agent was heard.
    Changes apply(Arrival arrival) {
        Report report = arrival.report();
        Position position = arrival.position();
        boolean wasDown = state == NodeState.DOWN;
        if (state != NodeState.UP) {
            state = NodeState.UP;
            since = arrival.receivedAt();
        }
        lastSeen =
                lastSeen.filter(seen -> seen.isAfter(arrival.receivedAt())).or(() -> Optional.of(arrival.receivedAt()));
        if (newest.isEmpty() || position.isAfter(newest.get())) {
            newest = Optional.of(position);
            intervalMillis = report.intervalMillis();
            agentVersion = report.agentVersion();
            clockOffsetMillis = report.clockOffsetMillis().or(() -> clockOffsetMillis);
            host = report.host().or(() -> host);
        }
        if (newestFull.isPresent() && !position.isAfter(newestFull.get())) {
            return new Changes(List.of(node()), List.of());
        }
        merge(dependencies, report.dependencies(), DependencyState::name, arrival);
        merge(links, report.replication(), ReplicationLink::name, arrival);
        List<Gone> gone = new ArrayList<>();
        if (report.full()) {
            newestFull = Optional.of(position);
            prune(dependencies, report.dependencies(), DependencyState::name, position)
                    .forEach(one -> gone.add(new Gone(Topic.DEPENDENCIES, key.node() + "/" + one)));
            prune(links, report.replication(), ReplicationLink::name, position)
                    .forEach(one -> gone.add(new Gone(Topic.REPLICATION, key.node() + "/" + one)));
        }
        Set<String> reported =
                report.dependencies().stream().map(DependencyState::name).collect(Collectors.toSet());
        Set<String> reportedLinks =
                report.replication().stream().map(ReplicationLink::name).collect(Collectors.toSet());
        List<LiveRow> rows = new ArrayList<>();
        rows.add(node());
        dependencies.values().stream()
                .filter(one -> wasDown || reported.contains(one.name()))
                .forEach(one -> rows.add(row(one)));
        links.values().stream()
                .filter(one -> wasDown || reportedLinks.contains(one.name()))
                .forEach(one -> rows.add(linkRow(one)));
        return new Changes(rows, gone);
    }

    /// Everything there is to show.
    List<LiveRow> rows() {
        List<LiveRow> rows = new ArrayList<>();
        rows.add(node());
        dependencies.values().forEach(one -> rows.add(row(one)));
        links.values().forEach(one -> rows.add(linkRow(one)));
        return rows;
    }

    /// Sets the state by how long the agent has been silent, and returns what changed.
    List<LiveRow> age(Instant now, FleetConfig config) {
        if (lastSeen.isEmpty()) {
            return List.of();
        }
        Duration silence = Duration.between(lastSeen.get(), now);
        NodeState next = judged(silence, config);
        if (next != state) {
            state = next;
            since = now;
            return lost(silence);
        }
        return state == NodeState.DOWN && !told.equals(AgentLost.summary(silence)) ? lost(silence) : List.of();
    }

    private List<LiveRow> lost(Duration silence) {
        told = state == NodeState.DOWN ? AgentLost.summary(silence) : "";
        return state == NodeState.DOWN ? rows(silence) : List.of(node());
    }

    private List<LiveRow> rows(Duration silence) {
        List<LiveRow> rows = new ArrayList<>();
        rows.add(node());
        dependencies.values().forEach(one -> rows.add(row(one, AgentLost.dependency(one.state(), since, silence))));
        links.values().forEach(one -> rows.add(linkRow(one, AgentLost.link(one.state(), since, silence))));
        return rows;
    }

    private NodeState judged(Duration silence, FleetConfig config) {
        long millis = silence.toMillis();
        if (millis > Math.max(config.downAfter().toMillis(), intervalMillis * 7 / 2)) {
            return NodeState.DOWN;
        }
        if (state == NodeState.DOWN) {
            return NodeState.DOWN; // Only a report brings it back.
        }
        long late = controlLost ? intervalMillis : intervalMillis * 5 / 2;
        return millis > Math.max(config.suspectAfter().toMillis(), late) ? NodeState.SUSPECT : NodeState.UP;
    }

    private LiveRow.Node node() {
        Severity severity = own();
        int up = 0;
        for (Observed<DependencyState> one : dependencies.values()) {
            severity = severity.worse(
                    state == NodeState.DOWN ? Severity.STALE : one.state().severity());
            up += state != NodeState.DOWN && one.state().health() == Health.UP ? 1 : 0;
        }
        for (Observed<ReplicationLink> one : links.values()) {
            severity = severity.worse(
                    state == NodeState.DOWN ? Severity.STALE : one.state().severity());
            up += state != NodeState.DOWN && one.state().health() == Health.UP ? 1 : 0;
        }
        return new LiveRow.Node(
                key.node(),
                tenantSlug,
                name,
                state,
                severity,
                since,
                lastSeen,
                intervalMillis,
                agentVersion,
                os,
                clockOffsetMillis,
                host,
                up,
                dependencies.size() + links.size());
    }

    private Severity own() {
        return switch (state) {
            case NEW -> Severity.INFO;
            case UP -> clockIsOff() ? Severity.MINOR : Severity.OK;
            case SUSPECT -> Severity.MINOR;
            case DOWN -> Severity.CRITICAL;
        };
    }

    private boolean clockIsOff() {
        return clockOffsetMillis
                .filter(offset -> Math.abs(offset) > MAX_CLOCK_OFFSET_MILLIS)
                .isPresent();
    }

    private LiveRow row(Observed<DependencyState> one) {
        return row(one, one.state());
    }

    private LiveRow row(Observed<DependencyState> one, DependencyState shown) {
        return new LiveRow.Dependency(key.node(), name, tenantSlug, shown, one.receivedAt());
    }

    private LiveRow linkRow(Observed<ReplicationLink> one) {
        return linkRow(one, one.state());
    }

    private LiveRow linkRow(Observed<ReplicationLink> one, ReplicationLink shown) {
        return new LiveRow.Replication(key.node(), name, tenantSlug, shown, one.receivedAt());
    }

    private static <S> void merge(
            Map<String, Observed<S>> known, List<S> reported, Function<S, String> name, Arrival arrival) {
        Position position = arrival.position();
        for (S state : reported) {
            Observed<S> last = known.get(name.apply(state));
            if (last == null || position.isAfter(last.position())) {
                known.put(name.apply(state), new Observed<>(name.apply(state), state, position, arrival.receivedAt()));
            }
        }
    }

    private static <S> List<String> prune(
            Map<String, Observed<S>> known, List<S> reported, Function<S, String> name, Position position) {
        Set<String> names = reported.stream().map(name).collect(Collectors.toSet());
        List<String> gone = known.values().stream()
                .filter(one -> !names.contains(one.name()) && position.isAfter(one.position()))
                .map(Observed::name)
                .toList();
        gone.forEach(known::remove);
        return gone;
    }
}
