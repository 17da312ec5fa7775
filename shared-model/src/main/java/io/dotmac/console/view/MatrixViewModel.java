package io.dotmac.console.view;

import io.dotmac.console.Observable;
import io.dotmac.console.Tasks;
import io.dotmac.console.Value;
import io.dotmac.console.live.Seen;
import io.dotmac.console.live.Sight;
import io.dotmac.console.live.Snapshot;
import io.dotmac.console.live.Viewed;
import io.dotmac.console.look.SeverityStyle;
import io.dotmac.console.resource.Kinds;
import io.dotmac.console.text.Ages;
import io.dotmac.console.text.Clean;
import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Nodes against what they depend on, the worst nodes first.
public final class MatrixViewModel implements AutoCloseable {
    /// Id of the column of replication links.
    public static final String REPLICATION = "replication";

    /// What a cell says that is well and has something worth knowing.
    private static final String REMARK = "note";

    /// What is shown.
    ///
    /// @param columns kinds that occur, in a fixed order
    /// @param rows worst first
    public record State(List<Column> columns, List<Row> rows) {
        /// Copies the lists.
        public State {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }
    }

    /// A kind of dependency, or all replication links.
    ///
    /// @param id lower case, for example `postgresql`, `redis`, [#REPLICATION]
    /// @param title at most five letters, for example `PG`, `REPL`
    public record Column(String id, String title) {}

    /// A node.
    ///
    /// @param key of the node
    /// @param name of the node
    /// @param tenant slug of its ISP
    /// @param severity worst of its cells and of the node itself
    /// @param cells one for each column
    public record Row(String key, String name, String tenant, Severity severity, List<Cell> cells) {
        /// Copies the cells.
        public Row {
            cells = List.copyOf(cells);
        }
    }

    /// All things of one kind on one node.
    ///
    /// @param present `false` when the node has none: a hollow cell
    /// @param severity the worst; never `OK` when stale
    /// @param glyph see [SeverityStyle#glyph]; a blank when absent
    /// @param text for example `18s` of lag, `41s` of silence, `1.4s` of latency, `note` where something is worth
    ///     knowing; empty when all is well
    /// @param direct whether this console's own probe found it
    /// @param keys of the rows behind it, worst first
    public record Cell(boolean present, Severity severity, char glyph, String text, boolean direct, List<String> keys) {
        /// Of a node that has nothing of the kind.
        public static final Cell ABSENT = new Cell(false, Severity.OK, ' ', "", false, List.of());

        /// Copies the keys.
        public Cell {
            keys = List.copyOf(keys);
        }
    }

    /// A thing in a cell.
    private record Part(String key, Severity severity, String text, boolean direct) {}

    private final Viewed viewed;
    private final Value<State> state = new Value<>(new State(List.of(), List.of()));
    private final Refresher refresher;

    /// @param viewed whose rows are shown
    /// @param tasks where the sorting runs
    public MatrixViewModel(Viewed viewed, Tasks tasks) {
        this.viewed = viewed;
        refresher = new Refresher(viewed, tasks, this::compute);
    }

    /// What is shown.
    public Observable<State> state() {
        return state;
    }

    @Override
    public void close() {
        refresher.close();
    }

    private void compute() {
        Sight sight = viewed.sight();
        Snapshot snapshot = sight.rows();
        Instant now = sight.now();
        Set<DependencyKind> kinds = new TreeSet<>(Kinds.ORDER);
        Map<String, Map<String, List<Part>>> partsByNode = new HashMap<>();
        for (Seen<LiveRow.Dependency> seen : snapshot.dependencies(now)) {
            DependencyKind kind = seen.row().state().kind();
            kinds.add(kind);
            add(partsByNode, seen.row().node().toString(), Kinds.id(kind), dependency(seen));
        }
        for (Seen<LiveRow.Replication> seen : snapshot.replication(now)) {
            add(partsByNode, seen.row().node().toString(), REPLICATION, link(seen));
        }
        List<Column> columns = new ArrayList<>();
        kinds.forEach(kind -> columns.add(new Column(Kinds.id(kind), Kinds.shortTitle(kind))));
        if (!snapshot.replication().isEmpty()) {
            columns.add(Math.min(1, columns.size()), new Column(REPLICATION, "REPL"));
        }
        List<Row> rows = new ArrayList<>();
        for (Seen<LiveRow.Node> node : snapshot.nodes(now)) {
            rows.add(row(node, columns, partsByNode.getOrDefault(node.row().key(), Map.of())));
        }
        rows.sort(Comparator.comparing(Row::severity).reversed().thenComparing(Row::name));
        state.set(new State(columns, rows));
    }

    private static void add(Map<String, Map<String, List<Part>>> partsByNode, String node, String column, Part part) {
        partsByNode
                .computeIfAbsent(node, _ -> new HashMap<>())
                .computeIfAbsent(column, _ -> new ArrayList<>())
                .add(part);
    }

    private static Row row(Seen<LiveRow.Node> node, List<Column> columns, Map<String, List<Part>> parts) {
        List<Cell> cells = columns.stream()
                .map(column -> cell(parts.getOrDefault(column.id(), List.of())))
                .toList();
        Severity worst =
                cells.stream().map(Cell::severity).reduce(SeverityStyle.graded(node.severity()), Severity::worse);
        return new Row(
                node.row().key(),
                Clean.line(node.row().name()),
                Clean.line(node.row().tenant()),
                worst,
                cells);
    }

    private static Cell cell(List<Part> parts) {
        if (parts.isEmpty()) {
            return Cell.ABSENT;
        }
        List<Part> worstFirst = parts.stream()
                .sorted(Comparator.comparing(Part::severity).reversed().thenComparing(Part::key))
                .toList();
        Part worst = worstFirst.getFirst();
        Severity grade = SeverityStyle.graded(worst.severity());
        return new Cell(
                true,
                grade,
                SeverityStyle.of(grade).glyph(),
                worst.severity() == Severity.INFO ? REMARK : worst.text(),
                worst.direct(),
                worstFirst.stream().map(Part::key).toList());
    }

    private static Part dependency(Seen<LiveRow.Dependency> seen) {
        String text = silence(seen);
        if (text.isEmpty() && seen.row().state().health() == Health.DEGRADED) {
            text = seen.row()
                    .state()
                    .latencyMillis()
                    .map(millis -> brief(millis / 1_000))
                    .orElse("");
        }
        return new Part(seen.row().key(), seen.severity(), text, seen.direct());
    }

    private static Part link(Seen<LiveRow.Replication> seen) {
        String text = silence(seen);
        if (text.isEmpty() && seen.severity() != Severity.OK) {
            text = seen.row().link().lagSeconds().map(MatrixViewModel::brief).orElse("");
        }
        return new Part(seen.row().key(), seen.severity(), text, seen.direct());
    }

    /// How long ago a stale row was heard of.
    private static String silence(Seen<?> seen) {
        return seen.severity() == Severity.STALE ? Ages.brief(seen.age()) : "";
    }

    /// `1.4s`, `18s`, `3m`.
    private static String brief(double seconds) {
        return seconds < 9.95
                ? String.format(java.util.Locale.ROOT, "%.1fs", seconds)
                : Ages.brief(Duration.ofSeconds(Math.round(seconds)));
    }
}
