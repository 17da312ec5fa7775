package io.dotmac.console.resource;

import io.dotmac.console.key.Keys;
import io.dotmac.console.live.Seen;
import io.dotmac.console.live.Snapshot;
import io.dotmac.console.resource.Section.Field;
import io.dotmac.console.text.Ages;
import io.dotmac.console.text.Units;
import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Containers of all nodes, and why those that are not well are not.
final class ContainersView implements SeenView<LiveRow.Container> {
    private final List<Column<Seen<LiveRow.Container>>> columns = List.of(
            Column.text("name", "CONTAINER", 20, 12, row -> state(row).name()),
            Column.<Seen<LiveRow.Container>>text(
                            "state", "STATE", 10, 10, row -> Words.of(state(row).phase()))
                    .coloured(this::severity),
            Column.severity(this::severity),
            Column.<Seen<LiveRow.Container>>text(
                            "cause", "CAUSE", 60, 34, row -> state(row).cause())
                    .coloured(this::severity),
            Column.text("node", "NODE", 14, 10, row -> row.row().nodeName()),
            Column.<Seen<LiveRow.Container>>number(
                            "age",
                            "AGE",
                            7,
                            6,
                            Kind.AGE,
                            row -> Optional.of(row.ageOf(state(row).since()).toMillis() / 1000.0))
                    .onlyWide(),
            Column.<Seen<LiveRow.Container>>number(
                            "cpu", "CPU", 6, 5, Kind.PERCENT, row -> state(row).cpuPercent())
                    .onlyWide(),
            Column.<Seen<LiveRow.Container>>number(
                            "memory",
                            "MEMORY",
                            8,
                            7,
                            Kind.BYTES,
                            row -> state(row).memoryBytes().map(Long::doubleValue))
                    .worded(row -> memory(state(row).memoryBytes(), ""))
                    .onlyWide(),
            Column.<Seen<LiveRow.Container>>number(
                            "restarts",
                            "RESTARTS",
                            8,
                            8,
                            Kind.COUNT,
                            row -> Optional.of((double) state(row).restarts()))
                    .onlyWide(),
            Column.<Seen<LiveRow.Container>>text(
                            "image", "IMAGE", 28, 10, row -> state(row).image())
                    .onlyWide(),
            Column.<Seen<LiveRow.Container>>text(
                            "health", "HEALTH", 9, 8, row -> Words.of(state(row).health()))
                    .onlyWide(),
            Column.<Seen<LiveRow.Container>>number(
                            "limit",
                            "LIMIT",
                            8,
                            7,
                            Kind.BYTES,
                            row -> state(row).memoryLimitBytes().map(Long::doubleValue))
                    .worded(row -> memory(state(row).memoryLimitBytes(), ""))
                    .onlyWide(),
            Column.<Seen<LiveRow.Container>>number(
                            "exit",
                            "EXIT",
                            5,
                            4,
                            Kind.COUNT,
                            row -> state(row).exitCode().map(Integer::doubleValue))
                    .onlyWide(),
            Column.<Seen<LiveRow.Container>>text("service", "SERVICE", 20, 8, row -> service(state(row)))
                    .onlyWide(),
            Column.<Seen<LiveRow.Container>>text(
                            "ports",
                            "PORTS",
                            24,
                            8,
                            row -> String.join(" ", state(row).ports()))
                    .onlyWide(),
            Column.<Seen<LiveRow.Container>>text(
                            "tenant", "TENANT", 12, 8, row -> row.row().tenant())
                    .onlyWide());

    @Override
    public String id() {
        return "containers";
    }

    @Override
    public String title() {
        return "Containers";
    }

    @Override
    public String none() {
        return "no containers; an agent tells of them once its configuration has a section docker";
    }

    @Override
    public String singular() {
        return "container";
    }

    @Override
    public List<String> aliases() {
        return List.of("docker", "con", "ct");
    }

    @Override
    public List<Column<Seen<LiveRow.Container>>> columns() {
        return columns;
    }

    @Override
    public Topic topic() {
        return Topic.CONTAINERS;
    }

    @Override
    public Keys chord() {
        return Keys.parse("g d");
    }

    @Override
    public List<Seen<LiveRow.Container>> rows(Snapshot snapshot, Instant now) {
        return snapshot.containers(now);
    }

    @Override
    public List<Section> detail(Seen<LiveRow.Container> row) {
        ContainerState state = state(row);
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("State", life(row, state)));
        sections.add(new Section("Use", use(state)));
        sections.add(new Section("Identity", identity(row, state)));
        if (!state.facts().isEmpty()) {
            sections.add(new Section("What the engine told", Words.facts(state.facts())));
        }
        return List.copyOf(sections);
    }

    private List<Field> life(Seen<LiveRow.Container> row, ContainerState state) {
        List<Field> fields = new ArrayList<>();
        fields.add(new Field("State", Words.of(state.phase()), severity(row)));
        if (!state.cause().isEmpty()) {
            fields.add(new Field("Cause", state.cause(), severity(row)));
        }
        fields.add(new Field("Health", Words.of(state.health()), severity(row)));
        state.reason().ifPresent(reason -> fields.add(Field.of("Unknown because", Words.of(reason))));
        fields.add(Field.of("Since", Ages.of(row.ageOf(state.since()))));
        state.exitCode().ifPresent(code -> fields.add(Field.of("Exit code", Integer.toString(code))));
        fields.add(Field.of("Restarts", Units.count(state.restarts())));
        state.startedAt().ifPresent(at -> fields.add(Field.of("Started", Ages.of(row.ageOf(at)) + " ago")));
        state.finishedAt().ifPresent(at -> fields.add(Field.of("Finished", Ages.of(row.ageOf(at)) + " ago")));
        fields.add(new Field("Last heard", Words.heard(row), Words.staleOnly(row)));
        return fields;
    }

    private static List<Field> use(ContainerState state) {
        List<Field> fields = new ArrayList<>();
        fields.add(Field.of("CPU", state.cpuPercent().map(Units::percent).orElse("not measured")));
        fields.add(Field.of("Memory", memory(state.memoryBytes(), "not measured")));
        fields.add(Field.of("Memory limit", memory(state.memoryLimitBytes(), "none")));
        return fields;
    }

    private static List<Field> identity(Seen<LiveRow.Container> row, ContainerState state) {
        List<Field> fields = new ArrayList<>();
        fields.add(Field.of("Name", state.name()));
        fields.add(Field.of("Image", state.image()));
        fields.add(Field.of("Id", state.id().length() > 12 ? state.id().substring(0, 12) : state.id()));
        fields.add(Field.of("Runtime", state.runtime()));
        fields.add(Field.of("Service", service(state)));
        fields.add(Field.of("Ports", String.join(" ", state.ports())));
        fields.add(Field.of("Node", row.row().nodeName()));
        fields.add(Field.of("Tenant", row.row().tenant()));
        return fields;
    }

    /// In the units in which engines limit it, so that it can be read beside the limit.
    private static String memory(Optional<Long> bytes, String none) {
        return bytes.map(Units::memory).orElse(none);
    }

    /// `shop/web` of Compose.
    private static String service(ContainerState state) {
        return state.service()
                .map(service -> state.project().map(project -> project + "/").orElse("") + service)
                .orElse("");
    }

    private static ContainerState state(Seen<LiveRow.Container> row) {
        return row.row().state();
    }
}
