package io.dotmac.console.resource;

import io.dotmac.console.key.Keys;
import io.dotmac.console.live.Seen;
import io.dotmac.console.live.Snapshot;
import io.dotmac.console.resource.Section.Field;
import io.dotmac.console.text.Ages;
import io.dotmac.console.text.Units;
import io.dotmac.model.fleet.HostSummary;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Machines with an agent.
final class NodesView implements ResourceView<NodeRow> {
    private static final long CLOCK_WARN_MILLIS = 2_000;

    private final List<Column<NodeRow>> columns = List.of(
            Column.text("name", "NODE", 20, 12, row -> node(row).name()),
            Column.<NodeRow>text(
                            "state", "STATE", 8, 7, row -> Words.of(node(row).state()))
                    .coloured(this::severity),
            Column.severity(this::severity),
            Column.<NodeRow>number(
                            "up",
                            "UP",
                            6,
                            5,
                            Kind.COUNT,
                            row -> Optional.of((double) node(row).up()))
                    .worded(row -> node(row).up() + "/" + node(row).total()),
            Column.number("lag", "LAG", 9, 8, Kind.SECONDS, NodeRow::worstLag),
            Column.number("cpu", "CPU", 5, 5, Kind.PERCENT, host(HostSummary::cpuPercent)),
            Column.number("mem", "MEM", 5, 5, Kind.PERCENT, host(HostSummary::memoryPercent)),
            Column.number("disk", "DISK", 5, 5, Kind.PERCENT, host(HostSummary::diskPercent)),
            Column.number(
                    "age",
                    "AGE",
                    7,
                    6,
                    Kind.AGE,
                    row -> seconds(row.seen().ageOf(node(row).since()))),
            Column.<NodeRow>number(
                            "seen",
                            "SEEN",
                            7,
                            6,
                            Kind.AGE,
                            row -> seconds(row.seen().age()))
                    .worded(row -> Words.seen(row.seen())),
            Column.<NodeRow>text("tenant", "TENANT", 12, 8, row -> node(row).tenant())
                    .onlyWide(),
            Column.<NodeRow>text("os", "OS", 24, 8, row -> node(row).os()).onlyWide(),
            Column.<NodeRow>text("version", "AGENT", 10, 6, row -> node(row).agentVersion())
                    .onlyWide());

    @Override
    public String id() {
        return "nodes";
    }

    @Override
    public String title() {
        return "Nodes";
    }

    @Override
    public String singular() {
        return "node";
    }

    @Override
    public List<String> aliases() {
        return List.of("no");
    }

    @Override
    public List<Column<NodeRow>> columns() {
        return columns;
    }

    @Override
    public Severity severity(NodeRow row) {
        return row.seen().severity();
    }

    @Override
    public String key(NodeRow row) {
        return node(row).key();
    }

    @Override
    public boolean stale(NodeRow row) {
        return row.seen().stale();
    }

    @Override
    public boolean direct(NodeRow row) {
        return row.seen().direct();
    }

    @Override
    public String tenant(NodeRow row) {
        return node(row).tenant();
    }

    @Override
    public LiveRow wire(NodeRow row) {
        return node(row);
    }

    @Override
    public Topic topic() {
        return Topic.NODES;
    }

    @Override
    public Keys chord() {
        return Keys.parse("g n");
    }

    @Override
    public List<NodeRow> rows(Snapshot snapshot, Instant now) {
        Map<String, Double> worstLagByNode = new HashMap<>();
        for (LiveRow.Replication row : snapshot.replication().values()) {
            row.link()
                    .lagSeconds()
                    .ifPresent(lag -> worstLagByNode.merge(row.node().toString(), lag, Math::max));
        }
        List<NodeRow> rows = new ArrayList<>(snapshot.nodes().size());
        for (Seen<LiveRow.Node> seen : snapshot.nodes(now)) {
            rows.add(new NodeRow(
                    seen, Optional.ofNullable(worstLagByNode.get(seen.row().key()))));
        }
        return rows;
    }

    @Override
    public List<Section> detail(NodeRow row) {
        LiveRow.Node node = node(row);
        List<Field> state = new ArrayList<>();
        state.add(new Field("State", Words.of(node.state()), severity(row)));
        state.add(Field.of("Since", Ages.of(row.seen().ageOf(node.since()))));
        state.add(new Field("Last heard", Words.heard(row.seen()), Words.staleOnly(row.seen())));
        state.add(Field.of("Reports every", Units.seconds(node.intervalMillis() / 1000.0)));
        state.add(Field.of("Up", node.up() + " of " + node.total()));
        row.worstLag().ifPresent(lag -> state.add(Field.of("Worst lag", Units.seconds(lag))));
        node.clockOffsetMillis()
                .ifPresent(offset -> state.add(new Field(
                        "Clock",
                        Words.offset(offset),
                        Math.abs(offset) > CLOCK_WARN_MILLIS ? Severity.MINOR : Severity.OK)));
        List<Field> machine = new ArrayList<>();
        node.host().ifPresent(host -> machine.addAll(machine(host)));
        List<Field> identity = List.of(
                Field.of("Name", node.name()),
                Field.of("Id", node.id().toString()),
                Field.of("Tenant", node.tenant()),
                Field.of("System", node.os()),
                Field.of("Agent", node.agentVersion()));
        return machine.isEmpty()
                ? List.of(new Section("State", state), new Section("Identity", identity))
                : List.of(
                        new Section("State", state),
                        new Section("Machine", machine),
                        new Section("Identity", identity));
    }

    private static List<Field> machine(HostSummary host) {
        List<Field> fields = new ArrayList<>();
        host.cpuPercent().ifPresent(value -> fields.add(Field.of("CPU", Units.percent(value))));
        host.memoryPercent().ifPresent(value -> fields.add(Field.of("Memory", Units.percent(value))));
        host.diskPercent().ifPresent(value -> fields.add(Field.of("Fullest disk", Units.percent(value))));
        host.loadPerCore().ifPresent(value -> fields.add(Field.of("Load per core", Words.decimal(value))));
        host.uptimeSeconds().ifPresent(value -> fields.add(Field.of("Uptime", Ages.of(Duration.ofSeconds(value)))));
        return fields;
    }

    private static LiveRow.Node node(NodeRow row) {
        return row.seen().row();
    }

    private static Optional<Double> seconds(Duration age) {
        return Optional.of(age.toMillis() / 1000.0);
    }

    private static Function<NodeRow, Optional<Double>> host(Function<HostSummary, Optional<Double>> figure) {
        return row -> node(row).host().flatMap(figure);
    }
}
