package io.dotmac.tui.kit;

import com.googlecode.lanterna.input.KeyStroke;
import java.util.List;
import java.util.OptionalInt;

/// Shows lines that may be more than fit, and scrolls them.
///
/// Not safe for several threads.
public final class Pager {
    private int first;
    private int page = 1;
    private int last;

    /// Takes a key and answers whether it was one for scrolling.
    public boolean key(KeyStroke key) {
        OptionalInt to = switch (key.getKeyType()) {
            case ArrowDown -> OptionalInt.of(first + 1);
            case ArrowUp -> OptionalInt.of(first - 1);
            case PageDown -> OptionalInt.of(first + page);
            case PageUp -> OptionalInt.of(first - page);
            case Home -> OptionalInt.of(0);
            case End -> OptionalInt.of(last);
            default -> OptionalInt.empty();
        };
        to.ifPresent(line -> first = Math.clamp(line, 0, last));
        return to.isPresent();
    }

    /// Goes to the last line, as of the next painting.
    public void toEnd() {
        first = Integer.MAX_VALUE;
    }

    /// Whether the last line is in sight.
    public boolean atEnd() {
        return first >= last;
    }

    /// Paints the lines that are in sight, and where there are more.
    public void paint(Pane pane, List<Line> lines, Ink faint) {
        page = Math.max(1, pane.height() - 1);
        last = Math.max(0, lines.size() - pane.height());
        first = Math.clamp(first, 0, last);
        for (int y = 0; y < pane.height() && first + y < lines.size(); y++) {
            lines.get(first + y).paint(pane, 1, y);
        }
        if (first < last) {
            String more = " " + (last - first) + " more ";
            pane.putRight(pane.width() - 1, pane.height() - 1, more, faint);
        }
    }
}
