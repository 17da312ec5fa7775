package io.dotmac.tui.kit;

import com.googlecode.lanterna.TerminalPosition;
import com.googlecode.lanterna.screen.Screen;
import java.io.IOException;
import java.util.Optional;

/// Brings frames to a screen; a frame like the last one costs nothing, not a byte.
///
/// Not safe for several threads.
public final class Painter {
    private static final Frame NOTHING = new Frame(0, 0);

    private final Screen screen;
    private Frame shown = NOTHING;

    /// @param screen started
    public Painter(Screen screen) {
        this.screen = screen;
    }

    /// Shows `frame` and answers whether anything had to be written.
    public boolean paint(Frame frame) throws IOException {
        Frame before = shown;
        boolean whole = before.width() != frame.width() || before.height() != frame.height();
        boolean changed = whole || !before.cursor().equals(frame.cursor());
        for (int y = 0; y < frame.height(); y++) {
            for (int x = 0; x < frame.width(); x++) {
                if (whole || !before.at(x, y).equals(frame.at(x, y))) {
                    screen.setCharacter(x, y, frame.at(x, y));
                    changed = true;
                }
                // The screen keeps the second half of a wide sign itself.
                if (frame.at(x, y).isDoubleWidth()) {
                    x++;
                }
            }
        }
        if (!changed) {
            return false;
        }
        Optional<Frame.Cursor> cursor = frame.cursor();
        screen.setCursorPosition(
                cursor.isPresent()
                        ? new TerminalPosition(cursor.get().x(), cursor.get().y())
                        : null);
        screen.refresh(whole ? Screen.RefreshType.COMPLETE : Screen.RefreshType.DELTA);
        shown = frame;
        return true;
    }

    /// Forgets what is shown, so that the next frame is written whole, as after a resize or on ctrl-l.
    public void forget() {
        shown = NOTHING;
    }
}
