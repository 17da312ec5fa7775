package io.dotmac.console.resource;

import io.dotmac.console.key.Keys;
import io.dotmac.console.live.Seen;
import io.dotmac.console.live.Snapshot;
import io.dotmac.console.resource.Section.Field;
import io.dotmac.console.text.Ages;
import io.dotmac.console.text.Units;
import io.dotmac.model.fleet.WorkloadState;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What Kubernetes clusters run, and why those that are not well are not.
final class WorkloadsView implements SeenView<LiveRow.Workload> {
    private final List<Column<Seen<LiveRow.Workload>>> columns = List.of(
            Column.text("name", "WORKLOAD", 26, 12, row -> state(row).name()),
            Column.text("namespace", "NAMESPACE", 14, 9, row -> state(row).namespace()),
            Column.text("kind", "KIND", 12, 8, row -> Words.of(state(row).kind())),
            Column.<Seen<LiveRow.Workload>>text("ready", "READY", 7, 5, row -> ready(state(row)))
                    .coloured(this::severity),
            Column.<Seen<LiveRow.Workload>>text(
                            "state", "STATE", 18, 10, row -> state(row).state())
                    .coloured(this::severity),
            Column.severity(this::severity),
            Column.<Seen<LiveRow.Workload>>text(
                            "cause", "CAUSE", 60, 18, row -> state(row).cause())
                    .coloured(this::severity),
            Column.number(
                    "restarts",
                    "RESTARTS",
                    8,
                    8,
                    Kind.COUNT,
                    row -> Optional.of((double) state(row).restarts())),
            Column.<Seen<LiveRow.Workload>>number(
                            "age",
                            "AGE",
                            7,
                            6,
                            Kind.AGE,
                            row -> state(row)
                                    .createdAt()
                                    .map(at -> row.ageOf(at).toMillis() / 1000.0))
                    .onlyWide(),
            Column.<Seen<LiveRow.Workload>>text(
                            "host", "ON", 16, 8, row -> state(row).host().orElse(""))
                    .onlyWide(),
            Column.<Seen<LiveRow.Workload>>number(
                            "since",
                            "SINCE",
                            7,
                            6,
                            Kind.AGE,
                            row -> Optional.of(row.ageOf(state(row).since()).toMillis() / 1000.0))
                    .onlyWide(),
            Column.<Seen<LiveRow.Workload>>text(
                            "cluster", "CLUSTER", 16, 8, row -> state(row).cluster())
                    .onlyWide(),
            Column.<Seen<LiveRow.Workload>>text(
                            "node", "SEEN FROM", 16, 9, row -> row.row().nodeName())
                    .onlyWide(),
            Column.<Seen<LiveRow.Workload>>text(
                            "tenant", "TENANT", 12, 8, row -> row.row().tenant())
                    .onlyWide());

    @Override
    public String id() {
        return "workloads";
    }

    @Override
    public String title() {
        return "Workloads";
    }

    @Override
    public String none() {
        return "no workloads; an agent tells of them once its configuration has a section kubernetes";
    }

    @Override
    public String singular() {
        return "workload";
    }

    @Override
    public List<String> aliases() {
        return List.of("k8s", "kubernetes", "pods", "pod");
    }

    @Override
    public List<Column<Seen<LiveRow.Workload>>> columns() {
        return columns;
    }

    @Override
    public Topic topic() {
        return Topic.WORKLOADS;
    }

    @Override
    public Keys chord() {
        return Keys.parse("g w");
    }

    @Override
    public List<Seen<LiveRow.Workload>> rows(Snapshot snapshot, Instant now) {
        return snapshot.workloads(now);
    }

    @Override
    public List<Section> detail(Seen<LiveRow.Workload> row) {
        WorkloadState state = state(row);
        List<Field> life = new ArrayList<>();
        life.add(new Field("State", state.state(), severity(row)));
        if (!state.cause().isEmpty()) {
            life.add(new Field("Cause", state.cause(), severity(row)));
        }
        life.add(new Field("Health", Words.of(state.health()), severity(row)));
        state.reason().ifPresent(reason -> life.add(Field.of("Unknown because", Words.of(reason))));
        life.add(Field.of("Since", Ages.of(row.ageOf(state.since()))));
        life.add(Field.of("Ready", ready(state)));
        life.add(Field.of("Restarts", Units.count(state.restarts())));
        state.createdAt().ifPresent(at -> life.add(Field.of("Age", Ages.of(row.ageOf(at)))));
        life.add(new Field("Last heard", Words.heard(row), Words.staleOnly(row)));
        List<Field> identity = List.of(
                Field.of("Name", state.name()),
                Field.of("Namespace", state.namespace()),
                Field.of("Kind", Words.of(state.kind())),
                Field.of("Cluster", state.cluster()),
                Field.of("On machine", state.host().orElse("")),
                Field.of("Seen from", row.row().nodeName()),
                Field.of("Tenant", row.row().tenant()));
        List<Section> sections =
                new ArrayList<>(List.of(new Section("State", life), new Section("Identity", identity)));
        if (!state.facts().isEmpty()) {
            sections.add(new Section("What the cluster told", Words.facts(state.facts())));
        }
        return List.copyOf(sections);
    }

    /// `2/3`; empty for what has no parts.
    private static String ready(WorkloadState state) {
        return state.desired()
                .map(desired -> state.ready().map(Object::toString).orElse("?") + "/" + desired)
                .orElse("");
    }

    private static WorkloadState state(Seen<LiveRow.Workload> row) {
        return row.row().state();
    }
}
