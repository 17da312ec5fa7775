package io.dotmac.tui.kit;

import com.googlecode.lanterna.input.KeyStroke;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Paints rows under fixed columns and keeps the cursor in sight.
///
/// [Widths] follow what stands in the rows in sight, and only ever grow, so that nothing moves to and fro with values.
/// The selected row is known by its place; the caller keeps it on the same thing while rows come and go. Not safe for
/// several threads.
public final class Table {
    private final Widths widths = new Widths();
    private int first;
    private int page = 1;

    /// A column.
    ///
    /// @param title header
    /// @param width that it likes; where `min` is the same, it is neither wider nor narrower
    /// @param min that its values need, unless they are shorter
    /// @param right whether values stand right
    /// @param spare whether it takes the room that is left over
    /// @param wide whether it stands there only when all others have the width that they like
    public record Column(String title, int width, int min, boolean right, boolean spare, boolean wide) {}

    /// A value of a row, drawn for the width that its column got.
    public interface Cell {
        /// What is painted in `width` cells; cut where it is longer.
        Line line(int width);

        /// Cells in which it is told whole, -1 where it is drawn for any width.
        default int whole() {
            return -1;
        }

        /// A cell of one ink.
        static Cell of(String text, Ink ink) {
            return new Words(text, ink);
        }
    }

    private record Words(String text, Ink ink) implements Cell {
        @Override
        public Line line(int width) {
            return Line.of(text, ink);
        }

        @Override
        public int whole() {
            return Text.width(text);
        }
    }

    /// Inks and signs of a table.
    ///
    /// @param header of titles
    /// @param cursor of the selected row
    /// @param ellipsis where a value was cut
    public record Look(Ink header, Ink cursor, char ellipsis) {}

    /// The place that `key` moves the cursor to, from `selected` of `rows`; `selected` itself when it is no such key.
    public int move(KeyStroke key, int selected, int rows) {
        int to = switch (key.getKeyType()) {
            case ArrowDown -> selected + 1;
            case ArrowUp -> selected - 1;
            case PageDown -> selected + page;
            case PageUp -> selected - page;
            case Home -> 0;
            case End -> rows - 1;
            default -> selected;
        };
        return Math.clamp(to, 0, Math.max(0, rows - 1));
    }

    /// Paints header and rows.
    ///
    /// @param rows how many there are
    /// @param selected place of the cursor, -1 for none
    /// @param cells of the row at a place; called for rows in sight only
    public void paint(
            Pane pane, List<Column> columns, int rows, int selected, Look look, IntFunction<List<Cell>> cells) {
        page = Math.max(1, pane.height() - 1);
        scrollTo(selected, rows);
        List<List<Cell>> sight = IntStream.range(first, Math.min(rows, first + page))
                .mapToObj(cells)
                .toList();
        for (Widths.Laid place : widths.lay(columns, sight, pane.width() - 2)) {
            Column column = columns.get(place.index());
            paintIn(pane, 0, place, column, Line.of(column.title(), look.header()), look);
            for (int y = 0; y < sight.size(); y++) {
                Cell cell = sight.get(y).get(place.index());
                paintIn(pane, 1 + y, place, column, cell.line(place.width()), look);
            }
        }
        if (selected >= first && selected < first + sight.size()) {
            pane.dye(1 + selected - first, look.cursor());
        }
    }

    private void scrollTo(int selected, int rows) {
        if (selected >= 0 && selected < first) {
            first = selected;
        }
        if (selected >= first + page) {
            first = selected - page + 1;
        }
        first = Math.clamp(first, 0, Math.max(0, rows - page));
    }

    private static void paintIn(Pane pane, int y, Widths.Laid place, Column column, Line line, Look look) {
        Line fitting = line.width() <= place.width() ? line : cut(line, place.width(), look.ellipsis());
        int x = column.right() ? place.x() + place.width() - fitting.width() : place.x();
        fitting.paint(pane, x, y);
    }

    private static Line cut(Line line, int width, char ellipsis) {
        List<Line.Span> kept = new ArrayList<>();
        int left = width;
        for (Line.Span span : line.spans()) {
            String text = Text.cut(span.text(), left, ellipsis);
            kept.add(new Line.Span(text, span.ink()));
            left -= Text.width(text);
        }
        return new Line(kept);
    }
}
