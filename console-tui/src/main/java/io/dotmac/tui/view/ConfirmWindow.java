package io.dotmac.tui.view;

import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import io.dotmac.console.Observable;
import io.dotmac.console.command.Command;
import io.dotmac.console.command.Commands;
import io.dotmac.model.fleet.Severity;
import io.dotmac.tui.kit.Line;
import io.dotmac.tui.kit.Pane;
import io.dotmac.tui.kit.Text;
import java.util.List;

/// What a command will do, before it is done: Enter does it, anything else that leaves does not.
final class ConfirmWindow implements Window {
    private final Desk desk;
    private final String title;
    private final List<String> preview;
    private final Runnable confirmed;

    /// @param desk around
    /// @param title of the command
    /// @param preview what it will do, the question first
    /// @param confirmed does it
    ConfirmWindow(Desk desk, String title, List<String> preview, Runnable confirmed) {
        this.desk = desk;
        this.title = title;
        this.preview = List.copyOf(preview);
        this.confirmed = confirmed;
    }

    @Override
    public Line title() {
        return Line.of(title, desk.skin().strong());
    }

    @Override
    public Line status() {
        return Line.of("not done yet", desk.skin().severity(Severity.MINOR));
    }

    @Override
    public void paint(Pane body) {
        Skin skin = desk.skin();
        int y = 1;
        for (int index = 0; index < preview.size(); index++) {
            boolean first = index == 0;
            for (String part : Text.wrapped(preview.get(index), body.width() - 4)) {
                body.put(3, y++, part, first ? skin.severity(Severity.MAJOR) : skin.text());
            }
            y += first ? 1 : 0;
        }
        body.put(3, y + 1, "enter does it   esc leaves it", skin.strong());
    }

    @Override
    public boolean key(KeyStroke key) {
        if (key.getKeyType() != KeyType.Enter) {
            return false;
        }
        confirmed.run();
        return true;
    }

    @Override
    public List<Command> hints() {
        return List.of(Commands.BACK);
    }

    @Override
    public List<Observable<?>> sources() {
        return List.of();
    }
}
