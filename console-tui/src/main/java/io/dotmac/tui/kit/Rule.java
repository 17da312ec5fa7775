package io.dotmac.tui.kit;

import java.util.Set;

/// Thin lines between parts of a screen.
///
/// @param ink of the lines
/// @param unicode whether box drawing signs may be used
public record Rule(Ink ink, boolean unicode) {
    private static final String UNICODE = " │─└││┌├─┘─┴┐┤┬┼";

    /// A horizontal line with its ends and joints.
    ///
    /// @param y row
    /// @param up columns where a line goes up from it
    /// @param down columns where a line goes down from it
    public void across(Pane pane, int y, Set<Integer> up, Set<Integer> down) {
        for (int x = 0; x < pane.width(); x++) {
            boolean left = x > 0;
            boolean right = x < pane.width() - 1;
            pane.put(x, y, String.valueOf(sign(up.contains(x), right, down.contains(x), left)), ink);
        }
    }

    /// A vertical line.
    public void down(Pane pane, int x, int fromY, int rows) {
        for (int y = fromY; y < fromY + rows; y++) {
            pane.put(x, y, unicode ? "│" : "|", ink);
        }
    }

    private char sign(boolean up, boolean right, boolean down, boolean left) {
        if (!unicode) {
            return up || down ? '+' : '-';
        }
        int index = (up ? 1 : 0) | (right ? 2 : 0) | (down ? 4 : 0) | (left ? 8 : 0);
        return UNICODE.charAt(index);
    }
}
