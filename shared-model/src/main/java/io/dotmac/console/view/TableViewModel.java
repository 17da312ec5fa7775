package io.dotmac.console.view;

import io.dotmac.console.Observable;
import io.dotmac.console.Tasks;
import io.dotmac.console.Value;
import io.dotmac.console.filter.FilterError;
import io.dotmac.console.live.LiveStore;
import io.dotmac.console.resource.ResourceView;
import io.dotmac.model.fleet.Severity;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A table: filtered and sorted off the drawing thread, its selection kept by key.
///
/// @param <R> kind of row
public final class TableViewModel<R> implements AutoCloseable {
    /// What is shown.
    ///
    /// @param rows after filter and sort
    /// @param total how many there are without the filter
    /// @param faults how many of these are not OK
    /// @param filter as typed
    /// @param error in the filter; then the rows are those of the last good one
    /// @param sort column and direction
    /// @param selected key of the row under the cursor
    /// @param faultsOnly whether only rows that are not OK are shown
    /// @param paused whether the order is held
    public record State(
            List<Row> rows,
            int total,
            int faults,
            String filter,
            Optional<FilterError> error,
            Sort sort,
            Optional<String> selected,
            boolean faultsOnly,
            boolean paused) {
        /// Copies the rows.
        public State {
            rows = List.copyOf(rows);
        }

        /// How many rows the filter lets through.
        public int shown() {
            return rows.size();
        }

        /// Index of the selected row, -1 when none is.
        public int selectedIndex() {
            for (int i = 0; selected.isPresent() && i < rows.size(); i++) {
                if (rows.get(i).key().equals(selected.get())) {
                    return i;
                }
            }
            return -1;
        }
    }

    /// A row, ready to draw.
    ///
    /// @param key unique in the table
    /// @param cells one for each column of the resource
    /// @param severity of the row; `STALE` when it is stale, whatever it was
    /// @param changed whether a cell other than an age differs from the state before
    /// @param stale whether it is older than three intervals
    /// @param direct whether this console's own probe found it
    /// @param marked by the operator
    public record Row(
            String key,
            List<Cell> cells,
            Severity severity,
            boolean changed,
            boolean stale,
            boolean direct,
            boolean marked) {
        /// Copies the cells.
        public Row {
            cells = List.copyOf(cells);
        }
    }

    /// A cell, ready to draw.
    ///
    /// @param text cleaned
    /// @param severity its colour; `OK` is plain
    /// @param changed whether the text differs from the state before
    public record Cell(String text, Severity severity, boolean changed) {}

    /// What rows are sorted by.
    ///
    /// @param column id
    /// @param descending from the largest down
    public record Sort(String column, boolean descending) {}

    private final ResourceView<R> resource;
    private final Value<State> state;

    /// @param resource shown
    /// @param store whose rows are shown
    /// @param tasks where filtering and sorting run
    public TableViewModel(ResourceView<R> resource, LiveStore store, Tasks tasks) {
        this.resource = resource;
        Sort sort = new Sort(resource.defaultSort(), resource.defaultDescending());
        state = new Value<>(new State(List.of(), 0, 0, "", Optional.empty(), sort, Optional.empty(), false, false));
    }

    /// The table's declaration.
    public ResourceView<R> resource() {
        return resource;
    }

    /// What is shown.
    public Observable<State> state() {
        return state;
    }

    /// Filters by a text, as it is typed.
    public void filter(String text) {}

    /// Sorts by a column; by the same one again: the other way up.
    public void sortBy(String column) {}

    /// Sorts by a column in a direction.
    public void sortBy(String column, boolean descending) {}

    /// Moves the cursor to a row.
    public void select(String key) {}

    /// Moves the cursor by so many rows, and no further than the ends.
    public void move(int rows) {}

    /// Shows only rows that are not OK, or all again.
    public void faultsOnly(boolean only) {}

    /// Holds the order of the rows, or lets it go; values go on either way.
    public void pause(boolean held) {}

    /// Marks a row, or takes its mark off.
    public void toggleMark(String key) {}

    /// Marks all rows shown; when all are, takes the marks off.
    public void toggleMarkAll() {}

    /// Keys of the marked rows, else of the selected one.
    public Set<String> chosen() {
        return Set.of();
    }

    /// The row of a key, as it is now.
    public Optional<R> row(String key) {
        return Optional.empty();
    }

    /// The row under the cursor.
    public Optional<R> selected() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
