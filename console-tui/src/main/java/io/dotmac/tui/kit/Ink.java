package io.dotmac.tui.kit;

import com.googlecode.lanterna.SGR;
import com.googlecode.lanterna.TextCharacter;
import com.googlecode.lanterna.TextColor;
import java.util.EnumSet;

/// How a cell is written.
///
/// @param foreground colour of the sign
/// @param background colour behind it
/// @param bold heavier
/// @param reverse colours swapped
/// @param underline underlined
public record Ink(TextColor foreground, TextColor background, boolean bold, boolean reverse, boolean underline) {
    /// The terminal's own colours.
    public static final Ink PLAIN = of(TextColor.ANSI.DEFAULT);

    /// A colour on the terminal's own background.
    public static Ink of(TextColor foreground) {
        return new Ink(foreground, TextColor.ANSI.DEFAULT, false, false, false);
    }

    /// The same on another background.
    public Ink on(TextColor behind) {
        return new Ink(foreground, behind, bold, reverse, underline);
    }

    /// The same, bold.
    public Ink withBold() {
        return new Ink(foreground, background, true, reverse, underline);
    }

    /// The same, reversed.
    public Ink withReverse() {
        return new Ink(foreground, background, bold, true, underline);
    }

    /// The same, underlined.
    public Ink withUnderline() {
        return new Ink(foreground, background, bold, reverse, true);
    }

    TextCharacter cell(char sign) {
        EnumSet<SGR> attributes = EnumSet.noneOf(SGR.class);
        if (bold) {
            attributes.add(SGR.BOLD);
        }
        if (reverse) {
            attributes.add(SGR.REVERSE);
        }
        if (underline) {
            attributes.add(SGR.UNDERLINE);
        }
        return TextCharacter.fromCharacter(sign, foreground, background, attributes.toArray(new SGR[0]))[0];
    }
}
