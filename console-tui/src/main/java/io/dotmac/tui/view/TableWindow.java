package io.dotmac.tui.view;

import com.googlecode.lanterna.input.KeyStroke;
import io.dotmac.console.Observable;
import io.dotmac.console.command.Command;
import io.dotmac.console.command.Commands;
import io.dotmac.console.resource.Column;
import io.dotmac.console.resource.Kind;
import io.dotmac.console.view.TableViewModel;
import io.dotmac.model.fleet.Severity;
import io.dotmac.tui.kit.Line;
import io.dotmac.tui.kit.Pane;
import io.dotmac.tui.kit.Table;
import io.dotmac.tui.kit.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Any table of the registry.
///
/// @param <R> kind of row
class TableWindow<R> implements Window {
    /// What a column of sentences likes to have; it takes the room that is left over anyway.
    private static final int SENTENCE = 36;
    /// Told elsewhere, by the name or the mark, so a small terminal does without.
    private static final Set<String> ONLY_WIDE = Set.of("kind", "seen");

    private final Desk desk;
    private final TableViewModel<R> model;
    private final Table table = new Table();

    /// @param desk around
    /// @param model shown
    TableWindow(Desk desk, TableViewModel<R> model) {
        this.desk = desk;
        this.model = model;
    }

    /// The table's model.
    final TableViewModel<R> model() {
        return model;
    }

    final Desk desk() {
        return desk;
    }

    @Override
    public Line title() {
        return Line.of(model.resource().title(), desk.skin().strong());
    }

    @Override
    public Line status() {
        TableViewModel.State state = model.state().get();
        Skin skin = desk.skin();
        Line line = Line.of("", skin.muted());
        if (!state.filter().isEmpty()) {
            line = line.and("/" + io.dotmac.console.text.Clean.line(state.filter()) + "  ", skin.accent());
        }
        if (state.error().isPresent()) {
            return line.and("filter is wrong", skin.severity(Severity.MAJOR));
        }
        if (state.faultsOnly()) {
            line = line.and("faults only  ", skin.accent());
        }
        if (state.paused()) {
            line = line.and("order held  ", skin.accent());
        }
        return line.and(state.count(), skin.muted());
    }

    @Override
    public void paint(Pane body) {
        TableViewModel.State state = model.state().get();
        if (state.rows().isEmpty()) {
            paintEmpty(body, state);
        }
        boolean live = desk.live();
        table.paint(
                body,
                columns(state.sort()),
                state.rows().size(),
                state.selectedIndex(),
                desk.skin().table(),
                index -> cells(state.rows().get(index), live));
    }

    @Override
    public boolean key(KeyStroke key) {
        TableViewModel.State state = model.state().get();
        if (!isMove(key)) {
            return false;
        }
        int from = Math.max(0, state.selectedIndex());
        int to = table.move(key, from, state.rows().size());
        if (!state.rows().isEmpty()) {
            model.select(state.rows().get(to).key());
        }
        return true;
    }

    @Override
    public boolean run(Command command, String argument) {
        return Rowwise.run(desk, model, command, argument);
    }

    @Override
    public List<Command> hints() {
        List<Command> hints = new ArrayList<>(List.of(Commands.DESCRIBE));
        hints.addAll(model.commands());
        hints.addAll(List.of(
                Commands.FILTER,
                Commands.PROMPT,
                Commands.FAULTS,
                Commands.COPY,
                Commands.YAML,
                Commands.PAUSE,
                Commands.BACK));
        return List.copyOf(hints);
    }

    @Override
    public Optional<String> tenant() {
        return model.tenant();
    }

    @Override
    public List<Observable<?>> sources() {
        return List.of(model.state(), desk.model().alertActions().said());
    }

    /// Columns as the resource declares them, the mark in front; severity is told by the mark.
    List<Table.Column> columns(TableViewModel.Sort sort) {
        List<Table.Column> columns = new ArrayList<>();
        columns.add(Rows.markColumn());
        for (Column<R> column : shown()) {
            columns.add(column(column, sort));
        }
        return columns;
    }

    /// The cells of a row, one for each of [#columns].
    List<Table.Cell> cells(TableViewModel.Row row, boolean live) {
        List<Table.Cell> cells = new ArrayList<>();
        cells.add(Rows.mark(desk.skin(), row, live));
        for (Column<R> column : shown()) {
            cells.add(cell(row, column, live));
        }
        return cells;
    }

    /// The resource's columns that are drawn, in their order.
    List<Column<R>> shown() {
        return model.resource().columns().stream()
                .filter(column -> column.kind() != Kind.SEVERITY)
                .toList();
    }

    final Table.Column column(Column<R> column, TableViewModel.Sort sort) {
        boolean sorted = column.id().equals(sort.column());
        String arrow = !sorted
                ? ""
                : sort.descending() ? desk.skin().sign("↓", "v") : desk.skin().sign("↑", "^");
        boolean right = column.align() == Column.Align.RIGHT;
        boolean spare = column.kind() == Kind.TEXT && column.width() > SENTENCE;
        return new Table.Column(
                right ? arrow + column.title() : column.title() + arrow,
                Math.max(column.min(), Math.min(column.width(), SENTENCE)),
                column.min(),
                right,
                spare,
                column.wide() || ONLY_WIDE.contains(column.id()));
    }

    final Table.Cell cell(TableViewModel.Row row, Column<R> column, boolean live) {
        int index = model.resource().columns().indexOf(column);
        return Rows.cell(desk.skin(), row, row.cells().get(index), column.kind(), live);
    }

    private void paintEmpty(Pane body, TableViewModel.State state) {
        String plural = model.resource().id();
        String message = state.total() > 0
                ? "none of " + state.total() + " " + plural + " passes; esc takes the filter off"
                : state.none();
        int y = 2;
        for (String line : Text.wrapped(message, body.width() - 4)) {
            body.put(3, y++, line, desk.skin().muted());
        }
    }

    /// Whether a key moves the cursor of a table.
    static boolean isMove(KeyStroke key) {
        return switch (key.getKeyType()) {
            case ArrowDown, ArrowUp, PageDown, PageUp, Home, End -> true;
            default -> false;
        };
    }
}
