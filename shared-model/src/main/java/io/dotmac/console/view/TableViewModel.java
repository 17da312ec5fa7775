package io.dotmac.console.view;

import io.dotmac.console.Observable;
import io.dotmac.console.Tasks;
import io.dotmac.console.Value;
import io.dotmac.console.command.Command;
import io.dotmac.console.command.Commands;
import io.dotmac.console.filter.Filter;
import io.dotmac.console.filter.FilterError;
import io.dotmac.console.filter.FilterResult;
import io.dotmac.console.live.Sight;
import io.dotmac.console.live.Viewed;
import io.dotmac.console.look.SeverityStyle;
import io.dotmac.console.resource.Column;
import io.dotmac.console.resource.Kind;
import io.dotmac.console.resource.ResourceView;
import io.dotmac.console.resource.Section;
import io.dotmac.console.text.Units;
import io.dotmac.model.fleet.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// A table: filtered and sorted off the drawing thread, its selection kept by key.
///
/// Methods return at once and may be called by any thread; [#state] changes soon after.
///
/// @param <R> kind of row
public final class TableViewModel<R> implements AutoCloseable {
    private static final String NOT_KNOWN = "not known while the server is away";

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
    /// @param none what an empty table says
    public record State(
            List<Row> rows,
            int total,
            int faults,
            String filter,
            Optional<FilterError> error,
            Sort sort,
            Optional<String> selected,
            boolean faultsOnly,
            boolean paused,
            String none) {
        /// Copies the rows.
        public State {
            rows = List.copyOf(rows);
        }

        /// How many rows there are, and of how many; a dash where that is not known.
        public String count() {
            if (total == 0 && none.equals(NOT_KNOWN)) {
                return "–";
            }
            return shown() == total ? Units.count(total) : Units.count(shown()) + " of " + Units.count(total);
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

        private State select(Optional<String> key) {
            return new State(rows, total, faults, filter, error, sort, key, faultsOnly, paused, none);
        }
    }

    /// A row, ready to draw.
    ///
    /// @param key unique in the table
    /// @param cells one for each column of the resource
    /// @param severity of the row; `STALE` when it is stale, whatever it was
    /// @param changed whether a cell other than an age changed within the last second
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
    /// @param changed whether the text changed within the last second
    public record Cell(String text, Severity severity, boolean changed) {}

    /// What rows are sorted by.
    ///
    /// @param column id
    /// @param descending from the largest down
    public record Sort(String column, boolean descending) {}

    /// What the operator asked for; guarded by the lock.
    private record Wish(
            String text, Filter filter, Optional<FilterError> error, Sort sort, boolean faultsOnly, boolean paused) {}

    private final ResourceView<R> resource;
    private final Viewed viewed;
    private final Tasks tasks;
    private final Value<State> state;
    private final Refresher refresher;
    private final Further<R> further;
    private final Changes changes = new Changes();
    private final boolean[] steady;
    private final ReentrantLock lock = new ReentrantLock();
    private Wish wish;
    private Set<String> marks = Set.of();
    private volatile Map<String, R> rowByKey = Map.of();

    /// @param resource shown
    /// @param viewed whose rows are shown
    /// @param tasks where filtering and sorting run
    public TableViewModel(ResourceView<R> resource, Viewed viewed, Tasks tasks) {
        this(resource, viewed, tasks, Further.none());
    }

    /// @param resource shown
    /// @param viewed whose rows are shown
    /// @param tasks where filtering and sorting run
    /// @param further what is told of a row beyond it
    TableViewModel(ResourceView<R> resource, Viewed viewed, Tasks tasks, Further<R> further) {
        this.further = further;
        this.resource = resource;
        this.viewed = viewed;
        this.tasks = tasks;
        Sort sort = new Sort(resource.defaultSort(), resource.defaultDescending());
        wish = new Wish("", Filter.NONE, Optional.empty(), sort, false, false);
        state = new Value<>(new State(List.of(), 0, 0, "", Optional.empty(), sort, Optional.empty(), false, false, ""));
        steady = new boolean[resource.columns().size()];
        for (int i = 0; i < steady.length; i++) {
            steady[i] = resource.columns().get(i).kind() != Kind.AGE;
        }
        refresher = new Refresher(viewed, tasks, this::compute);
    }

    /// Whether nothing at all has come yet, so that an empty table says nothing.
    public boolean waiting() {
        return viewed.sight().rows().version() == 0;
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
    public void filter(String text) {
        FilterResult result = Filter.parse(text);
        wish(before -> switch (result) {
            case FilterError error ->
                new Wish(
                        text, before.filter(), Optional.of(error), before.sort(), before.faultsOnly(), before.paused());
            case Filter filter -> {
                Optional<FilterError> problem = filter.problem(resource);
                yield new Wish(
                        text,
                        problem.isPresent() ? before.filter() : filter,
                        problem,
                        before.sort(),
                        before.faultsOnly(),
                        before.paused());
            }
        });
    }

    /// Sorts by a column, numbers from the largest down; by the same one again: the other way up.
    public void sortBy(String column) {
        resource.column(column)
                .ifPresent(found -> wish(before -> {
                    boolean same = before.sort().column().equals(found.id());
                    boolean descending = same ? !before.sort().descending() : found.kind() != Kind.TEXT;
                    return sorted(before, new Sort(found.id(), descending));
                }));
    }

    /// Sorts by a column in a direction.
    public void sortBy(String column, boolean descending) {
        resource.column(column).ifPresent(found -> wish(before -> sorted(before, new Sort(found.id(), descending))));
    }

    /// Moves the cursor to a row.
    public void select(String key) {
        state.update(now -> now.select(Optional.of(key)));
    }

    /// Moves the cursor by so many rows, and no further than the ends.
    public void move(int rows) {
        state.update(now -> {
            if (now.rows().isEmpty()) {
                return now;
            }
            int index = Math.clamp((long) Math.max(0, now.selectedIndex()) + rows, 0, now.shown() - 1);
            return now.select(Optional.of(now.rows().get(index).key()));
        });
    }

    /// Shows only rows that are not OK, or all again.
    public void faultsOnly(boolean only) {
        wish(before -> new Wish(before.text(), before.filter(), before.error(), before.sort(), only, before.paused()));
    }

    /// Holds the order of the rows, or lets it go; values go on either way.
    public void pause(boolean held) {
        wish(before ->
                new Wish(before.text(), before.filter(), before.error(), before.sort(), before.faultsOnly(), held));
    }

    /// Marks a row, or takes its mark off.
    public void toggleMark(String key) {
        marks(before -> {
            Set<String> next = new LinkedHashSet<>(before);
            if (!next.remove(key)) {
                next.add(key);
            }
            return next;
        });
    }

    /// Marks all rows shown; when all are, takes the marks off.
    public void toggleMarkAll() {
        Set<String> shown = new LinkedHashSet<>();
        state.get().rows().forEach(row -> shown.add(row.key()));
        marks(before -> before.containsAll(shown) ? Set.of() : shown);
    }

    /// Keys of the marked rows, else of the selected one.
    public Set<String> chosen() {
        Set<String> chosen = new LinkedHashSet<>();
        state.get().rows().stream().filter(Row::marked).forEach(row -> chosen.add(row.key()));
        if (chosen.isEmpty()) {
            state.get().selected().ifPresent(chosen::add);
        }
        return chosen;
    }

    /// The row of a key, as it is now.
    public Optional<R> row(String key) {
        return Optional.ofNullable(rowByKey.get(key));
    }

    /// All that is known of a row; what has to be fetched for that is on its way, and [#details] tells when it is
    /// there.
    public List<Section> detail(R row) {
        List<Section> more = further.of(row);
        List<Section> all = new ArrayList<>(resource.detail(row));
        int place = 0;
        while (place < all.size() && !all.get(place).title().equals(further.before())) {
            place++;
        }
        all.addAll(place, more);
        return List.copyOf(all);
    }

    /// Changes when [#detail] would tell more.
    public Observable<Long> details() {
        return further.changes();
    }

    /// The row under the cursor.
    public Optional<R> selected() {
        return state.get().selected().flatMap(this::row);
    }

    /// What can be done with the row under the cursor, most needed first.
    public List<Command> commands() {
        return selected().map(resource::wire).map(Commands::on).orElse(List.of());
    }

    /// Slug of the ISP that is looked at: that of the selected row, else the one that is filtered by.
    public Optional<String> tenant() {
        return selected()
                .map(resource::tenant)
                .or(() -> Arrays.stream(state.get().filter().split("\\s+"))
                        .filter(word -> word.startsWith("@"))
                        .map(word -> word.substring(1))
                        .findFirst())
                .filter(slug -> !slug.isEmpty());
    }

    @Override
    public void close() {
        refresher.close();
    }

    private static Wish sorted(Wish before, Sort sort) {
        return new Wish(before.text(), before.filter(), before.error(), sort, before.faultsOnly(), before.paused());
    }

    private void wish(java.util.function.UnaryOperator<Wish> step) {
        lock.lock();
        try {
            wish = step.apply(wish);
        } finally {
            lock.unlock();
        }
        refresher.now();
    }

    private void marks(java.util.function.UnaryOperator<Set<String>> step) {
        lock.lock();
        try {
            marks = Set.copyOf(step.apply(marks));
        } finally {
            lock.unlock();
        }
        refresher.now();
    }

    private void compute() {
        Wish now;
        Set<String> marked;
        lock.lock();
        try {
            now = wish;
            marked = marks;
        } finally {
            lock.unlock();
        }
        Sight sight = viewed.sight();
        // Flashes are of this moment, even while rows are of another.
        Instant at = tasks.clock().instant();
        List<R> all = resource.rows(sight.rows(), sight.now());
        Map<String, R> byKey = new HashMap<>();
        all.forEach(row -> byKey.put(resource.key(row), row));
        rowByKey = byKey;
        int faults = (int) all.stream().filter(this::fault).count();
        Predicate<R> passes = now.filter().on(resource);
        List<R> shown = new ArrayList<>();
        for (R row : all) {
            if ((!now.faultsOnly() || fault(row)) && passes.test(row)) {
                shown.add(row);
            }
        }
        List<R> ordered = now.paused() ? held(shown) : new Order<>(resource, now.sort()).sorted(shown);
        List<Row> rows = ordered.stream().map(row -> row(row, marked, at)).toList();
        changes.keepOnly(byKey.keySet());
        state.update(before -> new State(
                rows,
                all.size(),
                faults,
                now.text(),
                now.error(),
                now.sort(),
                selection(before, rows),
                now.faultsOnly(),
                now.paused(),
                none()));
    }

    /// Nothing is there, or it is not known.
    private String none() {
        return waiting() ? "waiting for the server" : viewed.sight().rows().isAway() ? NOT_KNOWN : resource.none();
    }

    private boolean fault(R row) {
        return SeverityStyle.isFault(resource.severity(row));
    }

    private Row row(R row, Set<String> marked, Instant at) {
        List<Cell> plain = new ArrayList<>(steady.length);
        for (Column<R> column : resource.columns()) {
            plain.add(new Cell(column.text(row), column.severity(row), false));
        }
        String key = resource.key(row);
        List<Cell> cells = changes.mark(key, plain, steady, at);
        boolean changed = cells.stream().anyMatch(Cell::changed);
        return new Row(
                key,
                cells,
                resource.severity(row),
                changed,
                resource.stale(row),
                resource.direct(row),
                marked.contains(key));
    }

    /// The order of the state before; rows that are new come last.
    private List<R> held(List<R> shown) {
        Map<String, R> left = new LinkedHashMap<>();
        shown.forEach(row -> left.put(resource.key(row), row));
        List<R> ordered = new ArrayList<>(shown.size());
        for (Row before : state.get().rows()) {
            R row = left.remove(before.key());
            if (row != null) {
                ordered.add(row);
            }
        }
        ordered.addAll(left.values());
        return ordered;
    }

    /// The same row; where it is gone, the one that took its place.
    private static Optional<String> selection(State before, List<Row> rows) {
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Set<String> keys = new HashSet<>();
        rows.forEach(row -> keys.add(row.key()));
        return before.selected().filter(keys::contains).or(() -> {
            int index = Math.clamp(before.selectedIndex(), 0, rows.size() - 1);
            return Optional.of(rows.get(index).key());
        });
    }
}
