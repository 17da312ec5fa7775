package io.dotmac.tui.terminal;

import com.googlecode.lanterna.SGR;
import com.googlecode.lanterna.TerminalPosition;
import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.TextColor;
import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.terminal.ansi.ANSITerminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/// The terminal that the console was started on.
///
/// Keeps what the terminal already has (place, colours, attributes) and writes only the difference, and that only
/// before a character, so that a changed cell costs some twenty bytes. [#restore()] may be called from any thread,
/// also twice.
public final class TtyTerminal extends ANSITerminal {
    private static final byte[] PASTE_ON = bytes("\u001b[?2004h");
    private static final byte[] PASTE_OFF = bytes("\u001b[?2004l");

    private final TerminalModes modes;
    private final String savedModes;
    private final KeyDecoder keys;
    private Pen wanted = Pen.PLAIN;
    private Pen actual = Pen.PLAIN;
    private TerminalPosition place = TerminalPosition.TOP_LEFT_CORNER;
    private boolean placed;
    private boolean cursorShown = true;
    private boolean restored;

    private record Pen(TextColor foreground, TextColor background, Set<SGR> attributes) {
        static final Pen PLAIN = new Pen(TextColor.ANSI.DEFAULT, TextColor.ANSI.DEFAULT, Set.of());
    }

    /// Takes the terminal over.
    ///
    /// @param in raw bytes of the keyboard
    /// @param out to the screen; buffered, so that a frame is one write
    /// @param modes of that terminal
    public TtyTerminal(InputStream in, OutputStream out, TerminalModes modes) throws IOException {
        super(in, out, StandardCharsets.UTF_8);
        this.modes = modes;
        this.savedModes = modes.save();
        this.keys = new KeyDecoder(new StreamSource(in));
        modes.raw();
    }

    @Override
    public KeyStroke readInput() throws IOException {
        return keys.next();
    }

    @Override
    protected TerminalSize findTerminalSize() throws IOException {
        return modes.size();
    }

    @Override
    public void enterPrivateMode() throws IOException {
        super.enterPrivateMode();
        writeToTerminal(PASTE_ON);
        flush();
    }

    /// Gives the terminal back as it was found: screen, cursor, paste mode, line modes.
    public synchronized void restore() throws IOException {
        if (restored) {
            return;
        }
        restored = true;
        try {
            writeToTerminal(PASTE_OFF);
            writeToTerminal(bytes("\u001b[0m\u001b[?25h\u001b[?1049l"));
            flush();
        } finally {
            modes.restore(savedModes);
        }
    }

    @Override
    public void close() throws IOException {
        restore();
    }

    /// Puts `text` on the clipboard of whoever sits before the terminal (OSC 52), also over SSH.
    public void copy(String text) throws IOException {
        String encoded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        writeToTerminal(bytes("\u001b]52;c;" + encoded + "\u0007"));
        flush();
    }

    @Override
    public void clearScreen() throws IOException {
        settlePen();
        super.clearScreen();
    }

    @Override
    public void putCharacter(char c) throws IOException {
        putString(String.valueOf(c));
    }

    @Override
    public void putString(String text) throws IOException {
        if (!placed) {
            super.setCursorPosition(place.getColumn(), place.getRow());
            placed = true;
        }
        settlePen();
        writeToTerminal(bytes(text));
        place = place.withRelativeColumn(text.length());
    }

    @Override
    public void setCursorPosition(int x, int y) throws IOException {
        place = new TerminalPosition(x, y);
        placed = false;
    }

    @Override
    public void setCursorVisible(boolean visible) throws IOException {
        if (visible != cursorShown) {
            super.setCursorVisible(visible);
            cursorShown = visible;
        }
    }

    @Override
    public void flush() throws IOException {
        if (cursorShown && !placed) {
            super.setCursorPosition(place.getColumn(), place.getRow());
            placed = true;
        }
        super.flush();
    }

    @Override
    public void setForegroundColor(TextColor color) {
        wanted = new Pen(color, wanted.background(), wanted.attributes());
    }

    @Override
    public void setBackgroundColor(TextColor color) {
        wanted = new Pen(wanted.foreground(), color, wanted.attributes());
    }

    @Override
    public void enableSGR(SGR sgr) {
        EnumSet<SGR> more = EnumSet.of(sgr);
        more.addAll(wanted.attributes());
        wanted = new Pen(wanted.foreground(), wanted.background(), more);
    }

    @Override
    public void disableSGR(SGR sgr) {
        EnumSet<SGR> fewer = EnumSet.noneOf(SGR.class);
        fewer.addAll(wanted.attributes());
        fewer.remove(sgr);
        wanted = new Pen(wanted.foreground(), wanted.background(), fewer);
    }

    @Override
    public void resetColorAndSGR() {
        wanted = Pen.PLAIN;
    }

    private void settlePen() throws IOException {
        if (wanted.equals(actual)) {
            return;
        }
        boolean fromPlain = !actual.attributes().equals(wanted.attributes()) || wanted.equals(Pen.PLAIN);
        StringBuilder codes = new StringBuilder();
        if (fromPlain && !actual.equals(Pen.PLAIN)) {
            codes.append(";0");
        }
        Pen from = fromPlain ? Pen.PLAIN : actual;
        if (fromPlain) {
            wanted.attributes().forEach(attribute -> codes.append(';').append(code(attribute)));
        }
        if (!from.foreground().equals(wanted.foreground())) {
            codes.append(';').append(ascii(wanted.foreground().getForegroundSGRSequence()));
        }
        if (!from.background().equals(wanted.background())) {
            codes.append(';').append(ascii(wanted.background().getBackgroundSGRSequence()));
        }
        if (!codes.isEmpty()) {
            writeToTerminal(bytes("\u001b[" + codes.substring(1) + "m"));
        }
        actual = wanted;
    }

    private static int code(SGR attribute) {
        return switch (attribute) {
            case BOLD -> 1;
            case ITALIC -> 3;
            case UNDERLINE -> 4;
            case BLINK -> 5;
            case REVERSE -> 7;
            case CROSSED_OUT -> 9;
            case FRAKTUR -> 20;
            case BORDERED -> 51;
            case CIRCLED -> 52;
        };
    }

    private static String ascii(byte[] codes) {
        return new String(codes, StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
