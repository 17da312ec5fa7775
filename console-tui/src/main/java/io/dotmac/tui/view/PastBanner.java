package io.dotmac.tui.view;

import io.dotmac.console.command.Commands;
import io.dotmac.tui.kit.Ink;
import io.dotmac.tui.kit.Pane;
import io.dotmac.tui.kit.Text;

/// The line across the screen that says that this is the past.
final class PastBanner {
    private final Desk desk;

    /// @param desk around
    PastBanner(Desk desk) {
        this.desk = desk;
    }

    /// Whether there is one.
    boolean shown() {
        return desk.model().viewed().past().get().isPresent();
    }

    /// Paints the line, reversed from edge to edge: no colour of a severity, and seen on every terminal.
    void paint(Pane row) {
        Skin skin = desk.skin();
        Ink ink = skin.accent().withBold().withReverse();
        row.clear(ink);
        String words = desk.model().time().banner().orElse("");
        String whole = " " + skin.sign("◀◀ ", "<< ") + words + ". Read-only. :" + Commands.LIVE.id() + " to return";
        String less = " " + words + ". :" + Commands.LIVE.id() + " to return";
        String text = Text.width(whole) <= row.width() ? whole : less;
        row.put(0, 0, Text.cut(text, row.width(), skin.ellipsis()), ink);
    }
}
