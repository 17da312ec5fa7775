package io.dotmac.tui.view;

import io.dotmac.console.command.Command;
import io.dotmac.console.command.Commands;
import io.dotmac.console.command.Errands;
import io.dotmac.console.resource.Column;
import io.dotmac.console.view.Place;
import io.dotmac.console.view.QuietActions;
import io.dotmac.console.view.TableViewModel;
import io.dotmac.model.live.LiveRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The commands that every table of rows knows.
final class Rowwise {
    private Rowwise() {}

    /// Runs a command on a table; answers whether it is one of these.
    static <R> boolean run(Desk desk, TableViewModel<R> table, Command command, String argument) {
        TableViewModel.State state = table.state().get();
        switch (command.id()) {
            case "describe", "open" -> selected(desk, table).ifPresent(key -> describe(desk, table, key));
            case "yaml" -> selected(desk, table).ifPresent(key -> record(desk, table, key, RecordWindow.Form.YAML));
            case "json" -> selected(desk, table).ifPresent(key -> record(desk, table, key, RecordWindow.Form.JSON));
            case "copy" -> copy(desk, table);
            case "faults" -> table.faultsOnly(!state.faultsOnly());
            case "pause" -> table.pause(!state.paused());
            case "mark" -> mark(table);
            case "mark-all" -> table.toggleMarkAll();
            case "sort" -> sort(desk, table, argument);
            case "filter" -> table.filter(argument);
            default -> {
                return order(desk, table, command)
                        || desk.model().alertActions().run(table, command, argument, desk::say)
                        || quiet(desk, QuietActions.rows(table, table.chosen()), command, argument);
            }
        }
        return true;
    }

    /// Runs a command on one row, whatever is marked in its table; answers whether it is one that rows know.
    static <R> boolean act(Desk desk, TableViewModel<R> table, R row, Command command, String argument) {
        LiveRow wire = table.resource().wire(row);
        if (Errands.isOrder(command)) {
            Ordering.give(desk, command, wire, table.resource().direct(row));
            return true;
        }
        Set<String> keys = Set.of(table.resource().key(row));
        return desk.model().alertActions().run(table, keys, command, argument, desk::say)
                || quiet(desk, List.of(wire), command, argument);
    }

    private static <R> boolean order(Desk desk, TableViewModel<R> table, Command command) {
        if (!Errands.isOrder(command)) {
            return false;
        }
        Optional<R> row = selected(desk, table).flatMap(table::row);
        if (row.isEmpty()) {
            desk.say("there is no row to run " + command.title() + " on");
            return true;
        }
        Ordering.give(
                desk,
                command,
                table.resource().wire(row.get()),
                table.resource().direct(row.get()));
        return true;
    }

    /// Opens the dialog of a silence or of work, or what keeps an alert quiet.
    static boolean quiet(Desk desk, List<LiveRow> rows, Command command, String argument) {
        if (command.equals(Commands.UNSILENCE)) {
            if (desk.model().quiet().find(rows, desk::say)) {
                desk.model().open(Place.of(Commands.SILENCES.id()));
            }
            return true;
        }
        if (!command.equals(Commands.SILENCE) && !command.equals(Commands.MAINTENANCE)) {
            return false;
        }
        desk.model()
                .quiet()
                .form(rows, command, argument, desk.overlays()::tell)
                .ifPresent(form -> desk.overlays().show(new QuietWindow(desk, form)));
        return true;
    }

    /// Shows all that is known of a row.
    static <R> void describe(Desk desk, TableViewModel<R> table, String key) {
        desk.overlays().show(new DetailWindow<>(desk, table, key));
    }

    /// Sorts by the next column whose title begins with `letter`; answers whether there is one.
    static <R> boolean sortByLetter(TableViewModel<R> table, char letter) {
        List<Column<R>> columns = table.resource().columns().stream()
                .filter(column -> column.title().charAt(0) == letter)
                .toList();
        if (columns.isEmpty()) {
            return false;
        }
        TableViewModel.Sort sort = table.state().get().sort();
        int now = 0;
        while (now < columns.size() && !columns.get(now).id().equals(sort.column())) {
            now++;
        }
        boolean sorted = now < columns.size();
        boolean turned = sorted && sort.descending() != defaultDescending(columns.get(now));
        if (!sorted || (turned && columns.size() > 1)) {
            Column<R> next = columns.get(sorted ? (now + 1) % columns.size() : 0);
            table.sortBy(next.id(), defaultDescending(next));
        } else {
            table.sortBy(sort.column(), !sort.descending());
        }
        return true;
    }

    private static boolean defaultDescending(Column<?> column) {
        return column.align() == Column.Align.RIGHT;
    }

    private static <R> void record(Desk desk, TableViewModel<R> table, String key, RecordWindow.Form form) {
        LiveRow wire = table.row(key).map(table.resource()::wire).orElseThrow();
        desk.overlays().show(new RecordWindow(desk, table.resource().singular(), wire, form));
    }

    private static <R> Optional<String> selected(Desk desk, TableViewModel<R> table) {
        Optional<String> key = table.state()
                .get()
                .selected()
                .filter(chosen -> table.row(chosen).isPresent());
        if (key.isEmpty()) {
            desk.say("no row is selected");
        }
        return key;
    }

    private static <R> void mark(TableViewModel<R> table) {
        table.state().get().selected().ifPresent(key -> {
            table.toggleMark(key);
            table.move(1);
        });
    }

    private static <R> void sort(Desk desk, TableViewModel<R> table, String argument) {
        Optional<Column<R>> column = table.resource().column(argument);
        if (column.isEmpty()) {
            String known = table.resource().columns().stream().map(Column::id).collect(Collectors.joining(", "));
            desk.say("no column " + argument + "; there are " + known);
            return;
        }
        table.sortBy(column.get().id());
    }

    private static <R> void copy(Desk desk, TableViewModel<R> table) {
        List<String> lines = new ArrayList<>();
        for (TableViewModel.Row row : table.state().get().rows()) {
            if (table.chosen().contains(row.key())) {
                lines.add(row.cells().stream()
                        .map(TableViewModel.Cell::text)
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining("\t")));
            }
        }
        if (lines.isEmpty()) {
            desk.say("no row is selected");
            return;
        }
        desk.overlays().copy(String.join("\n", lines));
    }
}
