package io.dotmac.tui.terminal;

import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import java.io.IOException;
import java.util.Map;

/// Turns what a terminal sends into keys: CSI and SS3 forms alike, modifiers, Alt as a leading escape, bracketed paste.
///
/// Not safe for several threads; one reader owns it.
public final class KeyDecoder {
    /// Characters as they come in.
    public interface Source {
        /// The next character, -1 at the end; waits at most `millis` (forever when negative) and answers -2 after that.
        int read(long millis) throws IOException;
    }

    private static final int END = -1;
    private static final int NOTHING = -2;
    private static final int ESC = 0x1b;
    /// Long enough for a sequence that a slow line tore apart, short enough to feel at once.
    private static final long ESCAPE_MILLIS = 40;

    private static final Map<Character, KeyType> FINALS = Map.ofEntries(
            Map.entry('A', KeyType.ArrowUp),
            Map.entry('B', KeyType.ArrowDown),
            Map.entry('C', KeyType.ArrowRight),
            Map.entry('D', KeyType.ArrowLeft),
            Map.entry('H', KeyType.Home),
            Map.entry('F', KeyType.End),
            Map.entry('Z', KeyType.ReverseTab),
            Map.entry('P', KeyType.F1),
            Map.entry('Q', KeyType.F2),
            Map.entry('R', KeyType.F3),
            Map.entry('S', KeyType.F4));
    private static final Map<Integer, KeyType> TILDES = Map.ofEntries(
            Map.entry(1, KeyType.Home),
            Map.entry(2, KeyType.Insert),
            Map.entry(3, KeyType.Delete),
            Map.entry(4, KeyType.End),
            Map.entry(5, KeyType.PageUp),
            Map.entry(6, KeyType.PageDown),
            Map.entry(7, KeyType.Home),
            Map.entry(8, KeyType.End),
            Map.entry(11, KeyType.F1),
            Map.entry(12, KeyType.F2),
            Map.entry(13, KeyType.F3),
            Map.entry(14, KeyType.F4),
            Map.entry(15, KeyType.F5),
            Map.entry(17, KeyType.F6),
            Map.entry(18, KeyType.F7),
            Map.entry(19, KeyType.F8),
            Map.entry(20, KeyType.F9),
            Map.entry(21, KeyType.F10),
            Map.entry(23, KeyType.F11),
            Map.entry(24, KeyType.F12));

    private final Source source;
    private boolean pasting;

    /// @param source of characters
    public KeyDecoder(Source source) {
        this.source = source;
    }

    /// The next key, waiting for it; [KeyType#EOF] when the terminal is gone.
    public KeyStroke next() throws IOException {
        while (true) {
            int read = source.read(-1);
            if (read == END) {
                return new KeyStroke(KeyType.EOF);
            }
            KeyStroke key = read == ESC ? escape() : pasting ? pasted(read) : plain(read, false);
            if (key.getKeyType() != KeyType.Unknown) {
                return key;
            }
        }
    }

    private KeyStroke escape() throws IOException {
        int next = source.read(ESCAPE_MILLIS);
        if (next == NOTHING || next == END) {
            return pasting ? unknown() : new KeyStroke(KeyType.Escape);
        }
        if (next == '[') {
            return sequence();
        }
        if (next == 'O') {
            int last = source.read(ESCAPE_MILLIS);
            return last == NOTHING ? new KeyStroke('O', false, true) : byFinal((char) last, 1);
        }
        if (next == ESC) {
            return pasting ? unknown() : new KeyStroke(KeyType.Escape);
        }
        return pasting ? unknown() : plain(next, true);
    }

    private KeyStroke sequence() throws IOException {
        StringBuilder body = new StringBuilder();
        while (body.length() < 32) {
            int read = source.read(ESCAPE_MILLIS);
            if (read < 0) {
                return unknown();
            }
            if (read >= 0x40 && read <= 0x7e && !(body.isEmpty() && read == '[')) {
                return finished(body.toString(), (char) read);
            }
            body.append((char) read);
        }
        return unknown();
    }

    private KeyStroke finished(String body, char last) {
        int[] numbers = numbers(body);
        if (last == '~' && numbers[0] == 200) {
            pasting = true;
            return unknown();
        }
        if (last == '~' && numbers[0] == 201) {
            pasting = false;
            return unknown();
        }
        if (pasting) {
            return unknown();
        }
        if (last != '~') {
            return byFinal(last, numbers[1]);
        }
        KeyType type = TILDES.get(numbers[0]);
        return type == null ? unknown() : modified(type, numbers[1]);
    }

    private static KeyStroke byFinal(char last, int modifiers) {
        KeyType type = FINALS.get(last);
        if (type == null) {
            return last == 'M' ? new KeyStroke(KeyType.Enter) : unknown();
        }
        return modified(type, modifiers);
    }

    /// The xterm rule: one more than shift 1, alt 2, ctrl 4.
    private static KeyStroke modified(KeyType type, int modifiers) {
        int bits = Math.max(0, modifiers - 1);
        return new KeyStroke(type, (bits & 4) != 0, (bits & 2) != 0, (bits & 1) != 0);
    }

    private static KeyStroke plain(int read, boolean alt) {
        return switch (read) {
            case '\r', '\n' -> new KeyStroke(KeyType.Enter, false, alt);
            case '\t' -> new KeyStroke(KeyType.Tab, false, alt);
            case 0x7f, 0x08 -> new KeyStroke(KeyType.Backspace, false, alt);
            case 0 -> new KeyStroke(' ', true, alt);
            default -> {
                if (read < 0x1b) {
                    yield new KeyStroke((char) ('a' + read - 1), true, alt);
                }
                yield read < 0x20 ? unknown() : new KeyStroke((char) read, false, alt);
            }
        };
    }

    /// A pasted line break must not press Enter: the operator has not read what came.
    private static KeyStroke pasted(int read) {
        if (read == '\r' || read == '\n' || read == '\t') {
            return new PastedKey(' ');
        }
        return read < 0x20 || read == 0x7f ? unknown() : new PastedKey((char) read);
    }

    private static KeyStroke unknown() {
        return new KeyStroke(KeyType.Unknown);
    }

    private static int[] numbers(String body) {
        int[] numbers = {1, 1};
        String[] parts = body.split("[;:]", -1);
        for (int i = 0; i < Math.min(2, parts.length); i++) {
            if (parts[i].matches("[0-9]{1,5}")) {
                numbers[i] = Integer.parseInt(parts[i]);
            }
        }
        return numbers;
    }
}
