package io.dotmac.tui.kit;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.TextCharacter;
import com.googlecode.lanterna.terminal.virtual.VirtualTerminal;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/// Reads what stands on a screen, for tests and for printing.
public final class ScreenText {
    private static final Pattern TRAILING = Pattern.compile(" +(?=\n|$)");

    private ScreenText() {}

    /// All rows of a terminal without trailing blanks, each ended by a line break.
    public static String of(VirtualTerminal terminal) {
        return of(terminal.getTerminalSize(), terminal::getCharacter);
    }

    /// All rows of a frame without trailing blanks, each ended by a line break.
    public static String of(Frame frame) {
        return of(new TerminalSize(frame.width(), frame.height()), frame::at);
    }

    private static String of(TerminalSize size, BiFunction<Integer, Integer, TextCharacter> cells) {
        StringBuilder text = new StringBuilder();
        for (int y = 0; y < size.getRows(); y++) {
            for (int x = 0; x < size.getColumns(); x++) {
                TextCharacter cell = cells.apply(x, y);
                text.append(cell.getCharacterString());
                if (cell.isDoubleWidth()) {
                    x++;
                }
            }
            text.append('\n');
        }
        return TRAILING.matcher(text).replaceAll("");
    }
}
