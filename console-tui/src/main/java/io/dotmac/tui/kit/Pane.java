package io.dotmac.tui.kit;

import com.googlecode.lanterna.TextCharacter;

/// A rectangle of a [Frame] with places of its own; what would fall outside is not painted.
public final class Pane {
    private final Frame frame;
    private final int left;
    private final int top;
    private final int width;
    private final int height;

    Pane(Frame frame, int left, int top, int width, int height) {
        this.frame = frame;
        this.left = left;
        this.top = top;
        this.width = Math.max(0, Math.min(width, frame.width() - left));
        this.height = Math.max(0, Math.min(height, frame.height() - top));
    }

    /// Columns.
    public int width() {
        return width;
    }

    /// Rows.
    public int height() {
        return height;
    }

    /// A part of this one.
    public Pane part(int x, int y, int columns, int rows) {
        int fromX = Math.clamp(x, 0, width);
        int fromY = Math.clamp(y, 0, height);
        return new Pane(
                frame, left + fromX, top + fromY, Math.min(columns, width - fromX), Math.min(rows, height - fromY));
    }

    /// One row of this one.
    public Pane row(int y) {
        return part(0, y, width, 1);
    }

    /// Writes `text` and answers the column after it.
    public int put(int x, int y, String text, Ink ink) {
        int column = x;
        String signs = Text.paintable(text);
        for (int i = 0; i < signs.length(); i++) {
            char sign = signs.charAt(i);
            int cells = Text.width(sign);
            if (column >= 0 && column + cells <= width && y >= 0 && y < height) {
                cell(column, y, sign, cells, ink);
            }
            column += cells;
        }
        return column;
    }

    /// Writes `text` so that it ends before column `end`.
    public int putRight(int end, int y, String text, Ink ink) {
        int start = end - Text.width(text);
        put(start, y, text, ink);
        return start;
    }

    /// Fills a stretch of a row with one sign.
    public void fill(int x, int y, int columns, char sign, Ink ink) {
        for (int i = 0; i < columns; i++) {
            put(x + i, y, String.valueOf(sign), ink);
        }
    }

    /// Blanks all of it.
    public void clear(Ink ink) {
        for (int y = 0; y < height; y++) {
            fill(0, y, width, ' ', ink);
        }
    }

    /// Rewrites a row in another ink, signs kept.
    public void dye(int y, Ink ink) {
        if (y < 0 || y >= height) {
            return;
        }
        for (int x = 0; x < width; x++) {
            TextCharacter cell = frame.at(left + x, top + y);
            frame.set(left + x, top + y, ink.cell(cell.getCharacterString().charAt(0)));
        }
    }

    /// Shows the terminal's cursor at a place.
    public void cursor(int x, int y) {
        frame.showCursor(left + x, top + y);
    }

    private void cell(int x, int y, char sign, int cells, Ink ink) {
        frame.set(left + x, top + y, ink.cell(sign));
        if (cells == 2) {
            frame.set(left + x + 1, top + y, ink.cell(' '));
        }
    }
}
