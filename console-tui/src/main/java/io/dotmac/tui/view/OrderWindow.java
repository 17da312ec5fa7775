package io.dotmac.tui.view;

import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import io.dotmac.console.Observable;
import io.dotmac.console.command.Command;
import io.dotmac.console.command.Commands;
import io.dotmac.console.order.OrderViewModel;
import io.dotmac.console.text.Units;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.order.Order;
import io.dotmac.model.order.OrderState;
import io.dotmac.tui.kit.Ink;
import io.dotmac.tui.kit.Line;
import io.dotmac.tui.kit.Pager;
import io.dotmac.tui.kit.Pane;
import java.util.List;

/// An order and what it brings. A log is followed at its end until the operator scrolls up; `G` follows again.
final class OrderWindow implements Window {
    private final Desk desk;
    private final OrderViewModel order;
    private final Pager pager = new Pager();
    private boolean following;

    /// @param desk around
    /// @param order given; withdrawn when the window goes
    OrderWindow(Desk desk, OrderViewModel order) {
        this.desk = desk;
        this.order = order;
        following = order.errand().order() instanceof Order.Logs;
    }

    @Override
    public Line title() {
        return Line.of(order.errand().title(), desk.skin().strong());
    }

    @Override
    public Line status() {
        OrderViewModel.State now = order.state().get();
        Skin skin = desk.skin();
        Line line = Line.of(now.text(), ink(now.state()));
        if (now.dropped() > 0) {
            line = line.and("  " + Units.count(now.dropped()) + " lines left out", skin.severity(Severity.MINOR));
        }
        return following && !now.state().ended() ? line.and("  follows", skin.accent()) : line;
    }

    @Override
    public void paint(Pane body) {
        List<String> lines = order.state().get().lines();
        Skin skin = desk.skin();
        if (lines.isEmpty()) {
            body.put(1, 0, order.state().get().text(), skin.muted());
            return;
        }
        if (following) {
            pager.toEnd();
        }
        pager.paint(body, lines.stream().map(line -> Line.of(line, skin.text())).toList(), skin.muted());
    }

    @Override
    public boolean key(KeyStroke key) {
        if (key.getKeyType() == KeyType.Character && key.getCharacter() == 'G') {
            following = true;
            return true;
        }
        if (!pager.key(key)) {
            return false;
        }
        following = order.errand().order() instanceof Order.Logs && pager.atEnd();
        return true;
    }

    @Override
    public boolean run(Command command, String argument) {
        if (!command.equals(Commands.COPY)) {
            return false;
        }
        desk.overlays().copy(String.join("\n", order.state().get().lines()));
        return true;
    }

    @Override
    public List<Command> hints() {
        return List.of(Commands.BACK, Commands.COPY);
    }

    @Override
    public List<Observable<?>> sources() {
        return List.of(order.state());
    }

    @Override
    public void closed() {
        order.close();
    }

    private Ink ink(OrderState state) {
        Skin skin = desk.skin();
        return switch (state) {
            case SENT, ACCEPTED, CANCELLED -> skin.muted();
            case DONE -> skin.strong();
            case FAILED, TIMED_OUT, REFUSED -> skin.severity(Severity.MAJOR);
        };
    }
}
