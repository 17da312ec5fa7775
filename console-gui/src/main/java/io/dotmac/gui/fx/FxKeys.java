package io.dotmac.gui.fx;

import io.dotmac.console.key.Chord;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/// Translates key strokes of JavaFX into the chords of the shared keymap.
///
/// Characters are taken from `KEY_TYPED`, so that `:` and `?` work on every keyboard layout; named keys and anything
/// with Ctrl or Alt from `KEY_PRESSED`.
public final class FxKeys {
    private static final Map<KeyCode, String> NAMED = Map.ofEntries(
            Map.entry(KeyCode.ENTER, "enter"),
            Map.entry(KeyCode.ESCAPE, "esc"),
            Map.entry(KeyCode.TAB, "tab"),
            Map.entry(KeyCode.BACK_SPACE, "backspace"),
            Map.entry(KeyCode.DELETE, "delete"),
            Map.entry(KeyCode.INSERT, "insert"),
            Map.entry(KeyCode.UP, "up"),
            Map.entry(KeyCode.DOWN, "down"),
            Map.entry(KeyCode.LEFT, "left"),
            Map.entry(KeyCode.RIGHT, "right"),
            Map.entry(KeyCode.HOME, "home"),
            Map.entry(KeyCode.END, "end"),
            Map.entry(KeyCode.PAGE_UP, "pageup"),
            Map.entry(KeyCode.PAGE_DOWN, "pagedown"));

    /// Signs that are commands together with Ctrl, whatever shift a layout needs for them.
    private static final Map<KeyCode, String> SIGNS = Map.of(
            KeyCode.COMMA, ",",
            KeyCode.PLUS, "+",
            KeyCode.ADD, "+",
            KeyCode.EQUALS, "=",
            KeyCode.MINUS, "-",
            KeyCode.SUBTRACT, "-",
            KeyCode.NUMPAD0, "0");

    private FxKeys() {}

    /// The chord of a key event, if it is one.
    public static Optional<Chord> chord(KeyEvent event) {
        if (event.getEventType() == KeyEvent.KEY_PRESSED) {
            return pressed(event);
        }
        if (event.getEventType() == KeyEvent.KEY_TYPED) {
            return typed(event);
        }
        return Optional.empty();
    }

    private static Optional<Chord> pressed(KeyEvent event) {
        KeyCode code = event.getCode();
        boolean ctrl = event.isShortcutDown() || event.isControlDown();
        String name = code.isFunctionKey() ? code.getName().toLowerCase(Locale.ROOT) : NAMED.get(code);
        if (name != null) {
            return name.matches("f1[3-9]|f2[0-9]")
                    ? Optional.empty()
                    : Optional.of(new Chord(name, ctrl, event.isAltDown(), event.isShiftDown()));
        }
        String sign = SIGNS.get(code);
        if (ctrl && sign != null) {
            return Optional.of(new Chord(sign, true, event.isAltDown(), false));
        }
        if ((ctrl || event.isAltDown()) && (code.isLetterKey() || code.isDigitKey())) {
            String key = code.getName().toLowerCase(Locale.ROOT);
            return Optional.of(new Chord(key, ctrl, event.isAltDown(), event.isShiftDown()));
        }
        return Optional.empty();
    }

    private static Optional<Chord> typed(KeyEvent event) {
        String text = event.getCharacter();
        boolean plain = text.codePointCount(0, text.length()) == 1 && !Character.isISOControl(text.codePointAt(0));
        // AltGr types characters too and arrives as Ctrl and Alt together.
        boolean command = event.isShortcutDown() && !event.isAltDown();
        return plain && !command ? Optional.of(Chord.of(text)) : Optional.empty();
    }
}
