package io.dotmac.console.text;

/// Draws a run of values in one line of characters.
public final class Spark {
    private static final String BLOCKS = "▁▂▃▄▅▆▇█";
    private static final String ASCII = "_.-~=+*#";
    /// Dots of the left column of a braille cell, from the bottom up, then those of the right one.
    private static final int[][] DOTS = {{0x40, 0x04, 0x02, 0x01}, {0x80, 0x20, 0x10, 0x08}};

    /// What characters a terminal can show.
    public enum Style {
        /// Two values a cell, four steps each.
        BRAILLE,
        /// One value a cell, eight steps.
        BLOCKS,
        /// One value a cell, plain characters.
        ASCII;

        /// How many values go in one cell.
        public int perCell() {
            return this == BRAILLE ? 2 : 1;
        }
    }

    private Spark() {}

    /// One character for each [Style#perCell] values, oldest first; `NaN` leaves a hole. Values are drawn from 0 to
    /// `top`; the least value that is more than 0 is still told from 0.
    public static String line(double[] values, double top, Style style) {
        StringBuilder out = new StringBuilder(values.length);
        int step = style.perCell();
        for (int at = 0; at < values.length; at += step) {
            double right = at + 1 < values.length ? values[at + 1] : Double.NaN;
            out.append(
                    switch (style) {
                        case BRAILLE -> braille(values[at], right, top);
                        case BLOCKS -> pick(BLOCKS, values[at], top);
                        case ASCII -> pick(ASCII, values[at], top);
                    });
        }
        return out.toString();
    }

    /// As [#line] scaled to the largest value.
    public static String line(double[] values, Style style) {
        return line(values, top(values), style);
    }

    /// The largest finite value, at least a hair above 0.
    public static double top(double[] values) {
        double top = 1e-9;
        for (double value : values) {
            if (value > top && Double.isFinite(value)) {
                top = value;
            }
        }
        return top;
    }

    private static char pick(String steps, double value, double top) {
        return Double.isNaN(value) ? ' ' : steps.charAt(level(value, top, steps.length()) - 1);
    }

    private static char braille(double left, double right, double top) {
        int dots = column(0, left, top) | column(1, right, top);
        return dots == 0 ? ' ' : (char) (0x2800 + dots);
    }

    private static int column(int side, double value, double top) {
        int dots = 0;
        int level = Double.isNaN(value) ? 0 : level(value, top, 4);
        for (int dot = 0; dot < level; dot++) {
            dots |= DOTS[side][dot];
        }
        return dots;
    }

    /// 1 for 0, `steps` for `top` and above.
    private static int level(double value, double top, int steps) {
        if (value <= 0) {
            return 1;
        }
        int level = (int) Math.ceil(value / top * steps);
        return Math.clamp(level, Math.min(2, steps), steps);
    }
}
