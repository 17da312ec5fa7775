package io.dotmac.server.fleet;

import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.HostSummary;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.WorkloadState;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import io.dotmac.model.report.Report;
import io.dotmac.server.fleet.Latest.Shown;
import io.dotmac.server.platform.live.LiveHub.Gone;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What is known of one node now. For use under the lock of [NodeBook].
final class NodeEntry {
    private static final long MAX_CLOCK_OFFSET_MILLIS = 2_000;

    private final NodeKey key;
    private final String tenantSlug;
    private final String name;
    private final String os;
    private final Latest<DependencyState> dependencies;
    private final Latest<ReplicationLink> links;
    private final Latest<ContainerState> containers;
    private final Latest<WorkloadState> workloads;
    private String agentVersion;
    private NodeState state;
    private Instant since;
    private Optional<Instant> lastSeen;
    private Optional<Position> newest;
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
        NodeId node = row.key().node();
        String called = row.name();
        this.dependencies = new Latest<>(
                node,
                new Shown<>(
                        Topic.DEPENDENCIES,
                        DependencyState::name,
                        (one, at) -> new LiveRow.Dependency(node, called, tenantSlug, one, at),
                        AgentLost::dependency),
                row.dependencies());
        this.links = new Latest<>(
                node,
                new Shown<>(
                        Topic.REPLICATION,
                        ReplicationLink::name,
                        (one, at) -> new LiveRow.Replication(node, called, tenantSlug, one, at),
                        AgentLost::link),
                row.replication());
        this.containers = new Latest<>(
                node,
                new Shown<>(
                        Topic.CONTAINERS,
                        ContainerState::name,
                        (one, at) -> new LiveRow.Container(node, called, tenantSlug, one, at),
                        AgentLost::container),
                row.containers());
        this.workloads = new Latest<>(
                node,
                new Shown<>(
                        Topic.WORKLOADS,
                        WorkloadState::id,
                        (one, at) -> new LiveRow.Workload(node, called, tenantSlug, one, at),
                        AgentLost::workload),
                row.workloads());
    }

    String name() {
        return name;
    }

    String tenantSlug() {
        return tenantSlug;
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
        ReportParts parts = ReportParts.of(report);
        List<Changes> changes = List.of(
                dependencies.apply(parts.dependencies(), arrival, wasDown),
                links.apply(parts.links(), arrival, wasDown),
                containers.apply(parts.containers(), arrival, wasDown),
                workloads.apply(parts.workloads(), arrival, wasDown));
        List<LiveRow> rows = new ArrayList<>();
        List<Gone> gone = new ArrayList<>();
        rows.add(node());
        for (Changes each : changes) {
            rows.addAll(each.rows());
            gone.addAll(each.gone());
        }
        return new Changes(rows, gone);
    }

    /// Everything there is to show.
    List<LiveRow> rows() {
        return Stream.of(
                        List.<LiveRow>of(node()),
                        dependencies.rows(),
                        links.rows(),
                        containers.rows(),
                        workloads.rows())
                .flatMap(List::stream)
                .toList();
    }

    /// Everything as it was shown at an instant: what a silent agent watched was not known.
    List<LiveRow> rowsAt(Instant at) {
        return state == NodeState.DOWN ? rows(Duration.between(since, at)) : rows();
    }

    /// Sets the state by how long the agent has been silent, and returns what changed.
    ///
    /// @param spread over which agents come back, in which none is down
    List<LiveRow> age(Instant now, FleetConfig config, Duration spread) {
        if (lastSeen.isEmpty()) {
            return List.of();
        }
        Duration silence = Duration.between(lastSeen.get(), now);
        NodeState next = judged(silence, config, spread);
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
        return Stream.of(
                        List.<LiveRow>of(node()),
                        dependencies.lost(since, silence),
                        links.lost(since, silence),
                        containers.lost(since, silence),
                        workloads.lost(since, silence))
                .flatMap(List::stream)
                .toList();
    }

    private NodeState judged(Duration silence, FleetConfig config, Duration spread) {
        long millis = silence.toMillis();
        if (millis > Math.max(config.downAfter().toMillis(), intervalMillis * 7 / 2) + spread.toMillis()) {
            return NodeState.DOWN;
        }
        if (state == NodeState.DOWN) {
            return NodeState.DOWN; // Only a report brings it back.
        }
        long late = controlLost ? intervalMillis : intervalMillis * 5 / 2;
        return millis > Math.max(config.suspectAfter().toMillis(), late) ? NodeState.SUSPECT : NodeState.UP;
    }

    private LiveRow.Node node() {
        boolean down = state == NodeState.DOWN;
        long up = down
                ? 0
                : Stream.concat(
                                dependencies.all().stream()
                                        .map(one -> one.state().health()),
                                links.all().stream().map(one -> one.state().health()))
                        .filter(Health.UP::equals)
                        .count();
        return new LiveRow.Node(
                key.node(),
                tenantSlug,
                name,
                state,
                severity(down),
                since,
                lastSeen,
                intervalMillis,
                agentVersion,
                os,
                clockOffsetMillis,
                host,
                (int) up,
                dependencies.size() + links.size());
    }

    /// The worst of its own and of all that it watches.
    private Severity severity(boolean down) {
        Severity watched = Stream.of(
                        dependencies.all().stream().map(one -> one.state().severity()),
                        links.all().stream().map(one -> one.state().severity()),
                        containers.all().stream().map(one -> one.state().severity()),
                        workloads.all().stream().map(one -> one.state().severity()))
                .flatMap(each -> each)
                .reduce(Severity.OK, (worst, one) -> worst.worse(down ? Severity.STALE : one));
        return own().worse(watched);
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
}
