package io.dotmac.console.view;

import io.dotmac.console.Observable;
import io.dotmac.console.Tasks;
import io.dotmac.console.Value;
import io.dotmac.console.live.LiveStore;
import io.dotmac.model.fleet.Severity;
import java.util.List;

/// Nodes against what they depend on, the worst nodes first.
public final class MatrixViewModel implements AutoCloseable {
    /// Id of the column of replication links.
    public static final String REPLICATION = "replication";

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
    /// @param severity worst of its cells
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
    /// @param glyph see [io.dotmac.console.look.SeverityStyle#glyph]; a blank when absent
    /// @param text for example `18s` of lag, `41s` of silence, `1.4s` of latency; empty when all is well
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

    private final Value<State> state = new Value<>(new State(List.of(), List.of()));

    /// @param store whose rows are shown
    /// @param tasks where the sorting runs
    public MatrixViewModel(LiveStore store, Tasks tasks) {}

    /// What is shown.
    public Observable<State> state() {
        return state;
    }

    @Override
    public void close() {}
}
