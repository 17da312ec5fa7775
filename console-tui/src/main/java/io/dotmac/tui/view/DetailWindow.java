package io.dotmac.tui.view;

import com.googlecode.lanterna.input.KeyStroke;
import io.dotmac.console.Observable;
import io.dotmac.console.command.Command;
import io.dotmac.console.command.Commands;
import io.dotmac.console.resource.Section;
import io.dotmac.console.view.TableViewModel;
import io.dotmac.tui.kit.Line;
import io.dotmac.tui.kit.Pager;
import io.dotmac.tui.kit.Pane;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// All that is known of one row, as it goes on.
///
/// @param <R> kind of row
final class DetailWindow<R> implements Window {
    private final Desk desk;
    private final TableViewModel<R> table;
    private final String key;
    private final Pager pager = new Pager();
    private R row;
    private boolean gone;

    /// @param desk around
    /// @param table that has the row
    /// @param key of the row, which is there now
    DetailWindow(Desk desk, TableViewModel<R> table, String key) {
        this.desk = desk;
        this.table = table;
        this.key = key;
        this.row = table.row(key).orElseThrow();
    }

    @Override
    public Line title() {
        Skin skin = desk.skin();
        String name = table.resource().columns().getFirst().text(row);
        return Line.of(table.resource().title(), skin.muted())
                .and(skin.sign(" › ", " > "), skin.faint())
                .and(name, skin.strong());
    }

    @Override
    public Line status() {
        return gone
                ? Line.of("no longer there", desk.skin().muted())
                : Line.of("", desk.skin().muted());
    }

    @Override
    public void paint(Pane body) {
        Optional<R> now = table.row(key);
        gone = now.isEmpty();
        now.ifPresent(fresh -> row = fresh);
        List<Line> lines = SectionText.lines(desk.skin(), sections(), body.width(), this::steady);
        pager.paint(body, lines, desk.skin().muted());
    }

    @Override
    public boolean key(KeyStroke stroke) {
        return pager.key(stroke);
    }

    @Override
    public boolean run(Command command, String argument) {
        if (command.equals(Commands.YAML) || command.equals(Commands.JSON)) {
            RecordWindow.Form form = command.equals(Commands.YAML) ? RecordWindow.Form.YAML : RecordWindow.Form.JSON;
            desk.overlays()
                    .show(new RecordWindow(
                            desk, table.resource().singular(), table.resource().wire(row), form));
            return true;
        }
        if (command.equals(Commands.COPY)) {
            desk.overlays().copy(SectionText.plain(sections()));
            return true;
        }
        return Rowwise.act(desk, table, row, command, argument);
    }

    @Override
    public List<Command> hints() {
        List<Command> hints = new ArrayList<>(List.of(Commands.BACK));
        hints.addAll(Commands.on(table.resource().wire(row)));
        hints.addAll(List.of(Commands.YAML, Commands.JSON, Commands.COPY));
        return List.copyOf(hints);
    }

    @Override
    public Optional<String> tenant() {
        return Optional.of(table.resource().tenant(row)).filter(slug -> !slug.isEmpty());
    }

    @Override
    public List<Observable<?>> sources() {
        return List.of(
                table.state(), table.details(), desk.model().alertActions().said());
    }

    private List<Section> sections() {
        return table.detail(row);
    }

    /// As in tables, an age below a minute counts only while the row is overdue.
    private String steady(Section.Field field) {
        boolean age = field.name().equals("Since") || field.name().equals("Last heard");
        return age && !table.resource().stale(row)
                ? field.value().replaceFirst("^[0-9]+ s\\b", "<1 min")
                : field.value();
    }
}
