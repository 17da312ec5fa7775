package io.dotmac.tui.kit;

import com.googlecode.lanterna.input.KeyStroke;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntFunction;

/// Paints rows under fixed columns and keeps the cursor in sight.
///
/// Widths depend on the columns and the room alone, never on values, so nothing moves when a value grows. The selected
/// row is known by its place; the caller keeps it on the same thing while rows come and go. Not safe for several
/// threads.
public final class Table {
    private static final int GAP = 2;

    private int first;
    private int page = 1;

    /// A column.
    ///
    /// @param title header
    /// @param width that it likes
    /// @param min that it needs
    /// @param right whether values stand right
    /// @param spare whether it takes the room that is left over
    /// @param wide whether it stands there only when all others have the width that they like
    public record Column(String title, int width, int min, boolean right, boolean spare, boolean wide) {}

    /// A value of a row, drawn for the width that its column got.
    public interface Cell {
        /// What is painted in `width` cells; cut where it is longer.
        Line line(int width);

        /// A cell of one ink.
        static Cell of(String text, Ink ink) {
            return width -> Line.of(text, ink);
        }
    }

    /// Inks and signs of a table.
    ///
    /// @param header of titles
    /// @param cursor of the selected row
    /// @param ellipsis where a value was cut
    public record Look(Ink header, Ink cursor, char ellipsis) {}

    private record Laid(int index, int x, int width) {}

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
        List<Laid> laid = lay(columns, pane.width() - 2);
        for (Laid place : laid) {
            Column column = columns.get(place.index());
            paintIn(pane, 0, place, column, Line.of(column.title(), look.header()), look);
        }
        page = Math.max(1, pane.height() - 1);
        scrollTo(selected, rows);
        for (int y = 0; y < page && first + y < rows; y++) {
            List<Cell> row = cells.apply(first + y);
            for (Laid place : laid) {
                paintIn(
                        pane,
                        1 + y,
                        place,
                        columns.get(place.index()),
                        row.get(place.index()).line(place.width()),
                        look);
            }
            if (first + y == selected) {
                pane.dye(1 + y, look.cursor());
            }
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

    private static void paintIn(Pane pane, int y, Laid place, Column column, Line line, Look look) {
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

    /// Takes columns from the left while their least widths fit, then gives each what it likes, then the rest to those
    /// that take it.
    private static List<Laid> lay(List<Column> columns, int room) {
        List<Integer> taken = taken(columns, room);
        int left = room + gap(columns.get(taken.getLast()));
        int spares = 0;
        for (int index : taken) {
            left -= columns.get(index).min() + gap(columns.get(index));
            spares += columns.get(index).spare() ? 1 : 0;
        }
        int[] widths = new int[columns.size()];
        for (int index : taken) {
            Column column = columns.get(index);
            int more = Math.clamp(column.width() - column.min(), 0, Math.max(0, left));
            widths[index] = column.min() + more;
            left -= more;
        }
        List<Laid> laid = new ArrayList<>();
        int x = 1;
        for (int index : taken) {
            int width = widths[index] + (columns.get(index).spare() && left > 0 ? left / spares : 0);
            laid.add(new Laid(index, x, width));
            x += width + gap(columns.get(index));
        }
        return laid;
    }

    private static List<Integer> taken(List<Column> columns, int room) {
        TreeSet<Integer> taken = new TreeSet<>();
        int least = -GAP;
        int liked = -GAP;
        boolean full = false;
        for (int index = 0; index < columns.size() && !full; index++) {
            Column column = columns.get(index);
            int need = least + gap(column) + column.min();
            full = !column.wide() && need > room && !taken.isEmpty();
            if (!full && !column.wide()) {
                taken.add(index);
                least = need;
                liked += gap(column) + column.width();
            }
        }
        for (int index = 0; index < columns.size(); index++) {
            Column column = columns.get(index);
            if (column.wide() && liked + gap(column) + column.width() <= room) {
                taken.add(index);
                liked += gap(column) + column.width();
            }
        }
        return List.copyOf(taken);
    }

    /// Marks stand nearer to what they mark.
    private static int gap(Column column) {
        return column.title().isEmpty() ? 1 : GAP;
    }
}
