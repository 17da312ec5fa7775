package io.dotmac.tui.view;

import io.dotmac.console.command.Command;
import io.dotmac.console.command.Errands;
import io.dotmac.console.order.Errand;
import io.dotmac.model.live.LiveRow;
import java.util.Optional;

/// Gives orders for rows: at once, or after a preview where others see what they do.
final class Ordering {
    private Ordering() {}

    /// @param row that the command is run on
    /// @param direct whether this console found it itself, without an agent of the server
    static void give(Desk desk, Command command, LiveRow row, boolean direct) {
        Optional<Errand> errand = Errands.of(command, row);
        if (errand.isEmpty()) {
            desk.say(command.title() + " does not work on this row");
        } else if (direct) {
            desk.say("this console found it itself; orders go to agents, by the server");
        } else if (errand.get().needsConfirming()) {
            desk.overlays()
                    .show(new ConfirmWindow(
                            desk, errand.get().title(), errand.get().preview(), () -> {
                                desk.overlays().leave();
                                open(desk, errand.get());
                            }));
        } else {
            open(desk, errand.get());
        }
    }

    private static void open(Desk desk, Errand errand) {
        desk.overlays().show(new OrderWindow(desk, desk.model().store().orders().give(errand)));
    }
}
