package io.dotmac.tui.view;

import com.googlecode.lanterna.input.KeyStroke;
import io.dotmac.console.key.Chord;
import io.dotmac.tui.terminal.PastedKey;
import java.util.Optional;

/// Keys of the terminal as chords of the keymap.
final class Strokes {
    private Strokes() {}

    /// The chord of a key; none for pasted text and for what no keymap can name.
    static Optional<Chord> chord(KeyStroke key) {
        if (key instanceof PastedKey) {
            return Optional.empty();
        }
        return name(key).map(name -> new Chord(name, key.isCtrlDown(), key.isAltDown(), key.isShiftDown()));
    }

    private static Optional<String> name(KeyStroke key) {
        return switch (key.getKeyType()) {
            case Character -> Optional.of(String.valueOf(key.getCharacter()));
            case Enter -> Optional.of("enter");
            case Escape -> Optional.of("esc");
            case Tab, ReverseTab -> Optional.of("tab");
            case Backspace -> Optional.of("backspace");
            case Delete -> Optional.of("delete");
            case Insert -> Optional.of("insert");
            case ArrowUp -> Optional.of("up");
            case ArrowDown -> Optional.of("down");
            case ArrowLeft -> Optional.of("left");
            case ArrowRight -> Optional.of("right");
            case Home -> Optional.of("home");
            case End -> Optional.of("end");
            case PageUp -> Optional.of("pageup");
            case PageDown -> Optional.of("pagedown");
            case F1, F2, F3, F4, F5, F6, F7, F8, F9, F10, F11, F12 ->
                Optional.of("f" + key.getKeyType().name().substring(1));
            default -> Optional.empty();
        };
    }
}
