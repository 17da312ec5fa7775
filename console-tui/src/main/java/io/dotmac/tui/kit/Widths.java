package io.dotmac.tui.kit;

import io.dotmac.tui.kit.Table.Cell;
import io.dotmac.tui.kit.Table.Column;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;

/// Shares the width of a table among its columns by what stands in them: names whole first, the rest to sentences.
///
/// What a column once needed it keeps while the room stays the same, so nothing moves to and fro as values change.
final class Widths {
    private static final int GAP = 2;
    /// What a sentence gets before others get more than they like.
    private static final int SENTENCE = 24;

    private int room = -1;
    private int[] needs = {};
    private boolean[] told = {};

    /// Where a column stands.
    ///
    /// @param index of the column
    /// @param x of its first cell
    /// @param width in cells
    record Laid(int index, int x, int width) {}

    /// Takes columns from the left while their least widths fit, then gives each what it needs, then the rest to those
    /// that take it.
    ///
    /// @param sight the rows in sight
    List<Laid> lay(List<Column> columns, List<List<Cell>> sight, int width) {
        measure(columns, sight, width);
        List<Integer> taken = taken(columns);
        int left = room + gap(columns.get(taken.getLast()));
        int[] widths = new int[columns.size()];
        for (int index : taken) {
            widths[index] = least(columns, index);
            left -= widths[index] + gap(columns.get(index));
        }
        List<Integer> sentences =
                taken.stream().filter(index -> columns.get(index).spare()).toList();
        List<Integer> others =
                taken.stream().filter(index -> !columns.get(index).spare()).toList();
        left = grow(others, widths, left, index -> liked(columns, index));
        left = grow(sentences, widths, left, index -> Math.min(SENTENCE, needs[index]));
        left = grow(others, widths, left, index -> needed(columns, index));
        left = grow(sentences, widths, left, index -> needs[index]);
        return laid(columns, taken, widths, left);
    }

    private void measure(List<Column> columns, List<List<Cell>> sight, int width) {
        if (width != room || needs.length != columns.size() || sight.isEmpty()) {
            room = width;
            needs = new int[columns.size()];
            told = new boolean[columns.size()];
        }
        for (int index = 0; index < needs.length; index++) {
            Column column = columns.get(index);
            needs[index] = Math.max(needs[index], Text.width(column.title()));
            for (List<Cell> row : sight) {
                int whole = row.get(index).whole();
                needs[index] = Math.max(needs[index], whole < 0 ? column.width() : whole);
                told[index] |= whole != 0;
            }
        }
    }

    /// What a column likes, but never more than its values need; numbers keep their room, since they come and go.
    private int liked(List<Column> columns, int index) {
        Column column = columns.get(index);
        boolean steady = column.right() || isFixed(column);
        return steady ? column.width() : Math.min(column.width(), needs[index]);
    }

    /// What a column needs to be told whole; a sentence may be cut.
    private int needed(List<Column> columns, int index) {
        Column column = columns.get(index);
        return column.spare() || isFixed(column)
                ? liked(columns, index)
                : Math.max(liked(columns, index), needs[index]);
    }

    private static boolean isFixed(Column column) {
        return column.min() == column.width();
    }

    private int least(List<Column> columns, int index) {
        return Math.min(columns.get(index).min(), liked(columns, index));
    }

    /// Widens columns towards what they want, whom little is missing first; answers what is left.
    private static int grow(List<Integer> some, int[] widths, int room, IntUnaryOperator wanted) {
        List<Integer> nearest = some.stream()
                .sorted(Comparator.comparingInt(index -> wanted.applyAsInt(index) - widths[index]))
                .toList();
        int left = room;
        for (int index : nearest) {
            int more = Math.clamp(wanted.applyAsInt(index) - widths[index], 0, Math.max(0, left));
            widths[index] += more;
            left -= more;
        }
        return left;
    }

    private static List<Laid> laid(List<Column> columns, List<Integer> taken, int[] widths, int left) {
        long spares = taken.stream().filter(index -> columns.get(index).spare()).count();
        List<Laid> laid = new ArrayList<>();
        int x = 1;
        for (int index : taken) {
            Column column = columns.get(index);
            int width = widths[index] + (column.spare() && left > 0 ? (int) (left / spares) : 0);
            laid.add(new Laid(index, x, width));
            x += width + gap(column);
        }
        return laid;
    }

    private List<Integer> taken(List<Column> columns) {
        TreeSet<Integer> taken = new TreeSet<>();
        int least = -GAP;
        int needed = -GAP;
        boolean full = false;
        for (int index = 0; index < columns.size() && !full; index++) {
            Column column = columns.get(index);
            int need = least + gap(column) + least(columns, index);
            full = !column.wide() && need > room && !taken.isEmpty();
            if (!full && !column.wide()) {
                taken.add(index);
                least = need;
                needed += gap(column) + needed(columns, index);
            }
        }
        for (int index = 0; index < columns.size(); index++) {
            Column column = columns.get(index);
            int more = gap(column) + needed(columns, index);
            // One that tells nothing is not worth its room.
            if (column.wide() && told[index] && needed + more <= room) {
                taken.add(index);
                needed += more;
            }
        }
        return List.copyOf(taken);
    }

    /// Marks stand nearer to what they mark.
    private static int gap(Column column) {
        return column.title().isEmpty() ? 1 : GAP;
    }
}
