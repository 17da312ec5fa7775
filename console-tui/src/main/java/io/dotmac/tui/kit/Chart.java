package io.dotmac.tui.kit;

import java.util.function.DoubleFunction;

/// A run of values as an area of several rows, with its scale at the left and a line where a threshold is.
///
/// @param area of the values
/// @param scale of numbers and axis
/// @param edge of the threshold
/// @param braille whether braille patterns may be used, else one mark a cell
public record Chart(Ink area, Ink scale, Ink edge, boolean braille) {
    /// Columns that the scale takes.
    public static final int SCALE = 9;

    private static final int[] LEFT = {0x40, 0x04, 0x02, 0x01};
    private static final int[] RIGHT = {0x80, 0x20, 0x10, 0x08};

    /// How many values [#paint] draws in a pane of that width.
    public int values(int width) {
        return Math.max(1, width - SCALE) * (braille ? 2 : 1);
    }

    /// Paints the values, oldest first; `NaN` is a hole.
    ///
    /// @param top value at the upper edge
    /// @param threshold where a line is drawn; above `top` for none
    /// @param words of the scale
    public void paint(Pane pane, double[] values, double top, double threshold, DoubleFunction<String> words) {
        int rows = pane.height();
        int levels = rows * (braille ? 4 : 1);
        int edgeRow = threshold > top ? -1 : rows - 1 - (int) Math.min(rows - 1.0, threshold / top * rows);
        for (int y = 0; y < rows; y++) {
            String label = y == 0 ? words.apply(top) : y == rows - 1 ? "0" : "";
            pane.putRight(SCALE - 2, y, y == edgeRow && label.isEmpty() ? words.apply(threshold) : label, scale);
            pane.put(SCALE - 1, y, braille ? "│" : "|", scale);
            for (int x = SCALE; x < pane.width(); x++) {
                char sign = sign(values, x - SCALE, (rows - 1 - y) * (levels / rows), top, levels);
                if (sign != ' ') {
                    pane.put(x, y, String.valueOf(sign), area);
                } else if (y == edgeRow) {
                    pane.put(x, y, braille ? "╌" : "-", edge);
                }
            }
        }
    }

    private char sign(double[] values, int cell, int below, double top, int levels) {
        if (!braille) {
            return cell < values.length && level(values[cell], top, levels) > below ? '#' : ' ';
        }
        int dots = 0;
        for (int dot = 0; dot < 4; dot++) {
            dots |= at(values, 2 * cell, top, levels) > below + dot ? LEFT[dot] : 0;
            dots |= at(values, 2 * cell + 1, top, levels) > below + dot ? RIGHT[dot] : 0;
        }
        return dots == 0 ? ' ' : (char) (0x2800 + dots);
    }

    private static int at(double[] values, int index, double top, int levels) {
        return index < values.length ? level(values[index], top, levels) : 0;
    }

    /// At least 1 for what is known, so that 0 is told from a hole.
    private static int level(double value, double top, int levels) {
        return Double.isNaN(value) ? 0 : Math.clamp((int) Math.ceil(value / top * levels), 1, levels);
    }
}
