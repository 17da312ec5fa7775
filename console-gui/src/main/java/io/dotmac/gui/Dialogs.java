package io.dotmac.gui;

import io.dotmac.console.Tasks;
import io.dotmac.console.command.Command;
import io.dotmac.console.command.Commands;
import io.dotmac.console.command.Errands;
import io.dotmac.console.order.Errand;
import io.dotmac.console.quiet.QuietRow;
import io.dotmac.console.text.Clean;
import io.dotmac.console.view.ConsoleModel;
import io.dotmac.console.view.Place;
import io.dotmac.gui.order.ConfirmPane;
import io.dotmac.gui.order.OrderPane;
import io.dotmac.gui.order.QuietPane;
import io.dotmac.gui.shell.Shell;
import io.dotmac.gui.text.Texts;
import io.dotmac.gui.view.Page;
import io.dotmac.model.live.LiveRow;
import java.util.List;
import java.util.Optional;
import javafx.application.Platform;

/// What is asked before something is done that others notice. Used on the FX thread.
final class Dialogs {
    private final ConsoleModel model;
    private final Shell shell;
    private final Tasks tasks;

    /// @param model of the console
    /// @param shell shows the dialogs
    /// @param tasks where waiting is done
    Dialogs(ConsoleModel model, Shell shell, Tasks tasks) {
        this.model = model;
        this.shell = shell;
        this.tasks = tasks;
    }

    /// Says what work in the background has to say.
    void tell(String words) {
        Platform.runLater(() -> shell.say(Clean.line(words)));
    }

    /// Signs the handover that is shown, after a preview.
    void signHandover() {
        List<String> preview = model.handover().preview();
        if (preview.isEmpty()) {
            shell.say(model.handover().unsignable());
            return;
        }
        confirm(preview, () -> model.handover().sign(this::tell));
    }

    /// Gives an order for a row; what others notice, after a preview.
    void order(Command command, Optional<Page.Selected> selected) {
        if (selected.isEmpty()) {
            shell.say(Texts.of("order.no-row"));
            return;
        }
        Optional<Errand> errand = Errands.of(command, selected.get().row());
        if (errand.isEmpty()) {
            shell.say(Texts.of("order.not-here", command.title()));
        } else if (selected.get().direct()) {
            shell.say(Texts.of("order.direct"));
        } else if (errand.get().needsConfirming()) {
            confirm(errand.get().preview(), () -> give(errand.get()));
        } else {
            give(errand.get());
        }
    }

    /// Opens the dialog of a silence or of work on a node.
    ///
    /// @param rows chosen
    /// @param command one of the two
    /// @param lasts how long as typed, empty for the usual
    void quiet(List<LiveRow> rows, Command command, String lasts) {
        model.quiet().form(rows, command, lasts, this::tell).ifPresent(form -> {
            QuietPane pane = new QuietPane(form, tasks, shell::closeOverlay);
            shell.openPopover(pane, pane.focus(), pane::leave);
        });
    }

    /// Goes to what keeps the alert of a row quiet.
    void unsilence(List<LiveRow> rows) {
        if (model.quiet().find(rows, shell::say)) {
            model.open(Place.of(Commands.SILENCES.id()));
        }
    }

    /// Ends a silence or a maintenance window, after a preview.
    void end(QuietRow row) {
        Optional<String> refused = model.time().refuses(Commands.UNSILENCE);
        refused.ifPresentOrElse(
                shell::say,
                () -> confirm(
                        model.quiet().list().preview(row),
                        () -> model.quiet().list().end(row, this::tell)));
    }

    private void confirm(List<String> preview, Runnable action) {
        ConfirmPane pane = new ConfirmPane(
                preview,
                () -> {
                    shell.closeOverlay();
                    action.run();
                },
                shell::closeOverlay);
        shell.openPopover(pane, pane.focus(), () -> {});
    }

    private void give(Errand errand) {
        OrderPane pane = new OrderPane(model.store().orders().give(errand), tasks);
        shell.openPopover(pane, pane.focus(), pane::leave);
    }
}
