package io.dotmac.tui.kit;

import com.googlecode.lanterna.TextCharacter;
import java.util.Arrays;
import java.util.Optional;

/// One picture of the whole screen, painted anew each time and then compared with the last.
///
/// Not safe for several threads.
public final class Frame {
    private static final TextCharacter BLANK = Ink.PLAIN.cell(' ');

    private final int width;
    private final int height;
    private final TextCharacter[] cells;
    private Optional<Cursor> cursor = Optional.empty();

    /// Where text is being typed.
    ///
    /// @param x column from 0
    /// @param y row from 0
    public record Cursor(int x, int y) {}

    /// A blank one.
    public Frame(int width, int height) {
        this.width = width;
        this.height = height;
        this.cells = new TextCharacter[width * height];
        Arrays.fill(cells, BLANK);
    }

    /// Columns.
    public int width() {
        return width;
    }

    /// Rows.
    public int height() {
        return height;
    }

    /// All of it, to paint in.
    public Pane pane() {
        return new Pane(this, 0, 0, width, height);
    }

    /// Where text is being typed, if it is.
    public Optional<Cursor> cursor() {
        return cursor;
    }

    /// The cell at a place within.
    public TextCharacter at(int x, int y) {
        return cells[y * width + x];
    }

    void set(int x, int y, TextCharacter cell) {
        cells[y * width + x] = cell;
    }

    void showCursor(int x, int y) {
        cursor = Optional.of(new Cursor(Math.clamp(x, 0, width - 1), Math.clamp(y, 0, height - 1)));
    }
}
