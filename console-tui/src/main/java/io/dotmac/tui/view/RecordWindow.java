package io.dotmac.tui.view;

import com.googlecode.lanterna.input.KeyStroke;
import io.dotmac.console.Observable;
import io.dotmac.console.command.Command;
import io.dotmac.console.command.Commands;
import io.dotmac.console.resource.RowText;
import io.dotmac.model.live.LiveRow;
import io.dotmac.tui.kit.Line;
import io.dotmac.tui.kit.Pager;
import io.dotmac.tui.kit.Pane;
import java.util.List;
import java.util.Locale;

/// The record of a row as it came over the wire, as it was when the window was opened.
final class RecordWindow implements Window {
    private final Desk desk;
    private final String what;
    private final Form form;
    private final String text;
    private final Pager pager = new Pager();

    /// How it is written.
    enum Form {
        /// YAML.
        YAML,
        /// JSON.
        JSON
    }

    /// @param desk around
    /// @param what one of which it is
    /// @param row shown
    /// @param form in which
    RecordWindow(Desk desk, String what, LiveRow row, Form form) {
        this.desk = desk;
        this.what = what;
        this.form = form;
        this.text = switch (form) {
            case YAML -> RowText.yaml(row);
            case JSON -> RowText.json(row);
        };
    }

    @Override
    public Line title() {
        Skin skin = desk.skin();
        return Line.of(what, skin.muted())
                .and(skin.sign(" › ", " > "), skin.faint())
                .and(form.name().toLowerCase(Locale.ROOT), skin.strong());
    }

    @Override
    public Line status() {
        return Line.of("as it came", desk.skin().muted());
    }

    @Override
    public void paint(Pane body) {
        Skin skin = desk.skin();
        pager.paint(body, text.lines().map(line -> colored(line, skin)).toList(), skin.muted());
    }

    @Override
    public boolean key(KeyStroke key) {
        return pager.key(key);
    }

    @Override
    public boolean run(Command command, String argument) {
        if (!command.equals(Commands.COPY)) {
            return false;
        }
        desk.overlays().copy(text);
        return true;
    }

    @Override
    public List<Command> hints() {
        return List.of(Commands.BACK, Commands.COPY);
    }

    @Override
    public List<Observable<?>> sources() {
        return List.of();
    }

    /// Names second, values first.
    private static Line colored(String line, Skin skin) {
        int colon = line.indexOf(':');
        return colon < 0
                ? Line.of(line, skin.text())
                : Line.of(line.substring(0, colon + 1), skin.muted()).and(line.substring(colon + 1), skin.text());
    }
}
