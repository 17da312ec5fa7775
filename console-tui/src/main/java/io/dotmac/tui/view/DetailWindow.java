package io.dotmac.tui.view;

import com.googlecode.lanterna.input.KeyStroke;
import io.dotmac.console.Observable;
import io.dotmac.console.command.Command;
import io.dotmac.console.command.Commands;
import io.dotmac.console.command.Errands;
import io.dotmac.console.resource.Section;
import io.dotmac.console.view.TableViewModel;
import io.dotmac.tui.kit.Line;
import io.dotmac.tui.kit.Pager;
import io.dotmac.tui.kit.Pane;
import io.dotmac.tui.kit.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
        pager.paint(body, lines(body.width()), desk.skin().muted());
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
        if (Errands.isOrder(command)) {
            Ordering.give(
                    desk, command, table.resource().wire(row), table.resource().direct(row));
            return true;
        }
        if (command.equals(Commands.COPY)) {
            desk.overlays().copy(plain());
            return true;
        }
        return false;
    }

    @Override
    public List<Command> hints() {
        return List.of(Commands.BACK, Commands.YAML, Commands.JSON, Commands.COPY);
    }

    @Override
    public List<Observable<?>> sources() {
        return List.of(table.state());
    }

    private List<Line> lines(int width) {
        Skin skin = desk.skin();
        List<Section> sections = table.resource().detail(row);
        int names = sections.stream()
                .flatMap(section -> section.fields().stream())
                .mapToInt(field -> Text.width(field.name()))
                .max()
                .orElse(0);
        int labels = Math.min(names, 24) + 2;
        List<Line> lines = new ArrayList<>();
        for (Section section : sections) {
            if (!lines.isEmpty()) {
                lines.add(Line.of("", skin.text()));
            }
            lines.add(Line.of(section.title().toUpperCase(Locale.ROOT), skin.muted()));
            for (Section.Field field : section.fields()) {
                String label = Text.cut(field.name(), labels - 2, skin.ellipsis());
                String value = steady(field);
                List<String> parts = wrap(value, Math.max(10, width - labels - 4));
                lines.add(Line.of("  " + label + " ".repeat(labels - Text.width(label)), skin.muted())
                        .and(parts.getFirst(), skin.value(field.severity())));
                parts.stream()
                        .skip(1)
                        .forEach(part ->
                                lines.add(Line.of(" ".repeat(labels + 2) + part, skin.value(field.severity()))));
            }
        }
        return lines;
    }

    /// As in tables, an age below a minute counts only while the row is overdue.
    private String steady(Section.Field field) {
        boolean age = field.name().equals("Since") || field.name().equals("Last heard");
        return age && !table.resource().stale(row)
                ? field.value().replaceFirst("^[0-9]+ s\\b", "<1 min")
                : field.value();
    }

    private String plain() {
        StringBuilder text = new StringBuilder();
        for (Section section : table.resource().detail(row)) {
            text.append(section.title()).append('\n');
            section.fields()
                    .forEach(field -> text.append("  ")
                            .append(field.name())
                            .append(": ")
                            .append(field.value())
                            .append('\n'));
        }
        return text.toString();
    }

    private static List<String> wrap(String value, int width) {
        List<String> parts = new ArrayList<>();
        String rest = Text.paintable(value);
        while (rest.length() > width) {
            int blank = rest.lastIndexOf(' ', width);
            int end = blank > width / 2 ? blank : width;
            parts.add(rest.substring(0, end));
            rest = rest.substring(end).stripLeading();
        }
        parts.add(rest);
        return parts;
    }
}
