package io.dotmac.console.key;

import java.util.Locale;
import java.util.Set;

/// One stroke of a key with its modifiers.
///
/// `key` is one character as typed (so `shift-n` is `N`, and `?` needs no shift) or the name of a key without a
/// character, lower case: `enter`, `esc`, `space`, `tab`, `backspace`, `delete`, `insert`, `up`, `down`, `left`,
/// `right`, `home`, `end`, `pageup`, `pagedown`, `f1` to `f12`.
///
/// @param key character or name
/// @param ctrl whether Ctrl was held; then a letter is lower case
/// @param alt whether Alt was held
/// @param shift whether Shift was held, for named keys only
public record Chord(String key, boolean ctrl, boolean alt, boolean shift) {
    private static final Set<String> NAMES = Set.of(
            "enter",
            "esc",
            "space",
            "tab",
            "backspace",
            "delete",
            "insert",
            "up",
            "down",
            "left",
            "right",
            "home",
            "end",
            "pageup",
            "pagedown",
            "f1",
            "f2",
            "f3",
            "f4",
            "f5",
            "f6",
            "f7",
            "f8",
            "f9",
            "f10",
            "f11",
            "f12");

    /// Brings the stroke into its one form.
    public Chord {
        boolean named = NAMES.contains(key);
        if (!named && key.codePointCount(0, key.length()) != 1) {
            throw new IllegalArgumentException("key is \"" + key + "\", must be one character or one of " + names());
        }
        if (key.equals(" ")) {
            key = "space";
            named = true;
        }
        if (!named && shift && Character.isLetter(key.codePointAt(0)) && !ctrl) {
            key = key.toUpperCase(Locale.ROOT);
        }
        if (!named && ctrl) {
            key = key.toLowerCase(Locale.ROOT);
        }
        if (!named) {
            shift = false;
        }
    }

    /// A character or a named key without modifiers.
    public static Chord of(String key) {
        return new Chord(key, false, false, false);
    }

    /// Reads `ctrl-k`, `shift-n`, `alt-x`, `f5`, `?`, `-`; throws [IllegalArgumentException] saying what is wrong.
    public static Chord parse(String text) {
        boolean ctrl = false;
        boolean alt = false;
        boolean shift = false;
        String rest = text;
        while (true) {
            String lower = rest.toLowerCase(Locale.ROOT);
            if (lower.startsWith("ctrl-") && rest.length() > 5) {
                ctrl = true;
                rest = rest.substring(5);
            } else if (lower.startsWith("alt-") && rest.length() > 4) {
                alt = true;
                rest = rest.substring(4);
            } else if (lower.startsWith("shift-") && rest.length() > 6) {
                shift = true;
                rest = rest.substring(6);
            } else {
                String key = rest.codePointCount(0, rest.length()) == 1 ? rest : lower;
                return new Chord(key, ctrl, alt, shift);
            }
        }
    }

    /// As it is written in a keymap, and read by [#parse].
    @Override
    public String toString() {
        return (ctrl ? "ctrl-" : "") + (alt ? "alt-" : "") + (shift ? "shift-" : "") + key;
    }

    private static String names() {
        return String.join(", ", NAMES.stream().sorted().toList());
    }
}
