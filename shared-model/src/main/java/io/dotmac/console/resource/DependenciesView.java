package io.dotmac.console.resource;

import io.dotmac.console.key.Keys;
import io.dotmac.console.live.Seen;
import io.dotmac.console.live.Snapshot;
import io.dotmac.console.resource.Section.Field;
import io.dotmac.console.text.Ages;
import io.dotmac.console.text.Units;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What nodes depend on.
final class DependenciesView implements SeenView<LiveRow.Dependency> {
    private final List<Column<Seen<LiveRow.Dependency>>> columns = List.of(
            Column.text("name", "DEPENDENCY", 20, 12, row -> state(row).name()),
            Column.text("node", "NODE", 16, 10, row -> row.row().nodeName()),
            Column.text("kind", "KIND", 10, 8, row -> Words.of(state(row).kind())),
            Column.<Seen<LiveRow.Dependency>>text(
                            "health", "HEALTH", 9, 8, row -> Words.of(state(row).health()))
                    .coloured(this::severity),
            Column.severity(this::severity),
            Column.number(
                    "latency",
                    "LATENCY",
                    8,
                    8,
                    Kind.LATENCY,
                    row -> state(row).latencyMillis().map(millis -> millis / 1000)),
            Column.number(
                    "age",
                    "AGE",
                    7,
                    6,
                    Kind.AGE,
                    row -> Optional.of(row.ageOf(state(row).since()).toMillis() / 1000.0)),
            Column.text("summary", "SUMMARY", 44, 16, row -> state(row).summary()),
            Column.<Seen<LiveRow.Dependency>>text(
                            "error",
                            "ERROR",
                            12,
                            8,
                            row -> state(row).error().map(Words::of).orElse(""))
                    .onlyWide(),
            Column.<Seen<LiveRow.Dependency>>number(
                            "seen",
                            "SEEN",
                            7,
                            6,
                            Kind.AGE,
                            row -> Optional.of(row.age().toMillis() / 1000.0))
                    .worded(Words::seen)
                    .onlyWide(),
            Column.<Seen<LiveRow.Dependency>>text(
                            "tenant", "TENANT", 12, 8, row -> row.row().tenant())
                    .onlyWide());

    @Override
    public String id() {
        return "dependencies";
    }

    @Override
    public String title() {
        return "Dependencies";
    }

    @Override
    public String singular() {
        return "dependency";
    }

    @Override
    public List<String> aliases() {
        return List.of("dep", "deps");
    }

    @Override
    public List<Column<Seen<LiveRow.Dependency>>> columns() {
        return columns;
    }

    @Override
    public Topic topic() {
        return Topic.DEPENDENCIES;
    }

    @Override
    public Keys chord() {
        return Keys.parse("g e");
    }

    @Override
    public List<Seen<LiveRow.Dependency>> rows(Snapshot snapshot, Instant now) {
        return snapshot.dependencies(now);
    }

    @Override
    public List<Section> detail(Seen<LiveRow.Dependency> row) {
        DependencyState state = state(row);
        List<Field> fields = new ArrayList<>();
        fields.add(new Field("Health", Words.of(state.health()), severity(row)));
        fields.add(Field.of("Since", Ages.of(row.ageOf(state.since()))));
        fields.add(Field.of("Summary", state.summary()));
        state.reason().ifPresent(reason -> fields.add(Field.of("Unknown because", Words.of(reason))));
        state.error().ifPresent(error -> fields.add(Field.of("Error", Words.of(error))));
        state.latencyMillis().ifPresent(millis -> fields.add(Field.of("Latency", Units.millis(millis))));
        fields.add(new Field("Last heard", Words.heard(row), Words.staleOnly(row)));
        Section identity = new Section(
                "Identity",
                List.of(
                        Field.of("Name", state.name()),
                        Field.of("Kind", Words.of(state.kind())),
                        Field.of("Seen from", row.row().nodeName()),
                        Field.of("Tenant", row.row().tenant())));
        List<Section> sections = new ArrayList<>(List.of(new Section("State", fields), identity));
        if (!state.facts().isEmpty()) {
            sections.add(new Section("What the probe read", Words.facts(state.facts())));
        }
        return List.copyOf(sections);
    }

    private static DependencyState state(Seen<LiveRow.Dependency> row) {
        return row.row().state();
    }
}
