package io.dotmac.tui.view;

import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import io.dotmac.console.Observable;
import io.dotmac.console.command.Command;
import io.dotmac.console.command.Commands;
import io.dotmac.console.order.Errand;
import io.dotmac.model.fleet.Severity;
import io.dotmac.tui.kit.Line;
import io.dotmac.tui.kit.Pane;
import java.util.List;

/// What an order will do, before it is given: Enter gives it, anything else that leaves does not.
final class ConfirmWindow implements Window {
    private final Desk desk;
    private final Errand errand;
    private final Runnable confirmed;

    /// @param desk around
    /// @param errand previewed
    /// @param confirmed gives it
    ConfirmWindow(Desk desk, Errand errand, Runnable confirmed) {
        this.desk = desk;
        this.errand = errand;
        this.confirmed = confirmed;
    }

    @Override
    public Line title() {
        return Line.of(errand.title(), desk.skin().strong());
    }

    @Override
    public Line status() {
        return Line.of("not done yet", desk.skin().severity(Severity.MINOR));
    }

    @Override
    public void paint(Pane body) {
        Skin skin = desk.skin();
        int y = 1;
        for (String line : errand.preview()) {
            body.put(3, y, line, y == 1 ? skin.severity(Severity.MAJOR) : skin.text());
            y += y == 1 ? 2 : 1;
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
    public boolean run(Command command, String argument) {
        return false;
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
