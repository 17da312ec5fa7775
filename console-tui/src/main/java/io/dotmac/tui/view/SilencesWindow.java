package io.dotmac.tui.view;

import com.googlecode.lanterna.input.KeyStroke;
import io.dotmac.console.Observable;
import io.dotmac.console.command.Command;
import io.dotmac.console.command.Commands;
import io.dotmac.console.quiet.QuietList;
import io.dotmac.console.quiet.QuietRow;
import io.dotmac.model.fleet.Severity;
import io.dotmac.tui.kit.Line;
import io.dotmac.tui.kit.Pane;
import io.dotmac.tui.kit.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is kept quiet now, and what is planned.
final class SilencesWindow implements Window {
    private static final List<Table.Column> COLUMNS = List.of(
            Rows.markColumn(),
            new Table.Column("KIND", 17, 11, false, false, false),
            new Table.Column("COVERS", 30, 18, false, true, false),
            new Table.Column("ENDS", 28, 23, false, false, false),
            new Table.Column("WHY", 30, 12, false, true, false),
            new Table.Column("BY", 14, 8, false, false, false));
    private static final Table.Column ISP = new Table.Column("ISP", 14, 8, false, false, false);

    private final Desk desk;
    private final QuietList list;
    private final Table table = new Table();

    /// @param desk around
    SilencesWindow(Desk desk) {
        this.desk = desk;
        list = desk.model().quiet().list();
    }

    @Override
    public Line title() {
        return Line.of("Silences and maintenance", desk.skin().strong());
    }

    @Override
    public Line status() {
        Skin skin = desk.skin();
        QuietList.State state = list.state().get();
        if (!state.problem().isEmpty()) {
            return Line.of(state.problem(), skin.severity(Severity.MAJOR));
        }
        boolean past = desk.model().viewed().past().get().isPresent();
        String whose = state.whose().isEmpty() ? "" : " " + state.whose();
        return Line.of((past ? "as they are now" : String.valueOf(state.rows().size())) + whose, skin.muted());
    }

    @Override
    public void paint(Pane body) {
        QuietList.State state = list.state().get();
        if (state.rows().isEmpty()) {
            body.put(
                    3,
                    2,
                    state.loading() ? "asking the server" : "nothing is kept quiet",
                    desk.skin().muted());
        }
        table.paint(
                body,
                columns(),
                state.rows().size(),
                state.currentIndex(),
                desk.skin().table(),
                index -> cells(state.rows().get(index)));
    }

    /// Whose a row is stands in front where there may be several owners.
    private List<Table.Column> columns() {
        List<Table.Column> columns = new ArrayList<>(COLUMNS);
        if (list.isOfSeveral()) {
            columns.add(1, ISP);
        }
        return columns;
    }

    private List<Table.Cell> cells(QuietRow row) {
        Skin skin = desk.skin();
        Severity severity = row.severity(list.now());
        List<Table.Cell> cells = new ArrayList<>(List.of(
                Rows.mark(skin, severity, false, false, true),
                Table.Cell.of(row.kindText(), skin.text()),
                Table.Cell.of(row.what(), skin.text()),
                Table.Cell.of(list.when(row), severity == Severity.MINOR ? skin.severity(severity) : skin.text()),
                Table.Cell.of(row.reason(), skin.text()),
                Table.Cell.of(row.by(), skin.muted())));
        if (list.isOfSeveral()) {
            cells.add(1, Table.Cell.of(list.owner(row), skin.text()));
        }
        return cells;
    }

    @Override
    public boolean key(KeyStroke key) {
        QuietList.State state = list.state().get();
        if (!TableWindow.isMove(key)) {
            return false;
        }
        if (!state.rows().isEmpty()) {
            int to = table.move(key, state.currentIndex(), state.rows().size());
            list.select(state.rows().get(to).id());
        }
        return true;
    }

    @Override
    public boolean run(Command command, String argument) {
        if (command.equals(Commands.REFRESH)) {
            list.load();
            return true;
        }
        if (!command.equals(Commands.UNSILENCE) && !command.equals(Commands.OPEN)) {
            return false;
        }
        Optional<QuietRow> row = list.state().get().current();
        if (row.isEmpty()) {
            desk.say("no row is selected");
            return true;
        }
        Runnable end = () -> {
            desk.overlays().leave();
            list.end(row.get(), desk.overlays()::tell);
        };
        desk.overlays().show(new ConfirmWindow(desk, "End " + row.get().kindText(), list.preview(row.get()), end));
        return true;
    }

    @Override
    public List<Command> hints() {
        return List.of(Commands.UNSILENCE, Commands.REFRESH, Commands.PROMPT, Commands.BACK);
    }

    @Override
    public List<Observable<?>> sources() {
        return List.of(list.state());
    }
}
