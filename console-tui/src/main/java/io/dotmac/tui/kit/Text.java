package io.dotmac.tui.kit;

import com.googlecode.lanterna.TerminalTextUtils;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/// Text as cells: one sign of the basic plane a cell, two cells for wide East Asian signs, nothing that a terminal acts
/// on.
public final class Text {
    private static final char UNSHOWN = '?';

    private Text() {}

    /// What can be painted of `text`: marks composed or dropped, emoji and controls replaced, so that columns never
    /// shift.
    public static String paintable(String text) {
        if (isPlain(text)) {
            return text;
        }
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        StringBuilder signs = new StringBuilder(composed.length());
        composed.codePoints().forEach(code -> {
            if (!takesNoCell(code)) {
                signs.append(Character.isBmpCodePoint(code) && isShown((char) code) ? (char) code : UNSHOWN);
            }
        });
        return signs.toString();
    }

    /// How many cells `text` takes once paintable.
    public static int width(String text) {
        String signs = paintable(text);
        int cells = 0;
        for (int i = 0; i < signs.length(); i++) {
            cells += width(signs.charAt(i));
        }
        return cells;
    }

    /// `text` cut to `cells`, ending in `ellipsis` where it was longer.
    public static String cut(String text, int cells, char ellipsis) {
        String signs = paintable(text);
        if (width(signs) <= cells) {
            return signs;
        }
        if (cells < 1) {
            return "";
        }
        StringBuilder kept = new StringBuilder();
        int used = 0;
        for (int i = 0; i < signs.length() && used + width(signs.charAt(i)) < cells; i++) {
            used += width(signs.charAt(i));
            kept.append(signs.charAt(i));
        }
        return kept.append(ellipsis).toString();
    }

    /// `text` in lines of at most `cells`, parted at blanks where that leaves lines worth having.
    public static List<String> wrapped(String text, int cells) {
        int most = Math.max(1, cells);
        List<String> parts = new ArrayList<>();
        String rest = paintable(text);
        while (rest.length() > most) {
            int blank = rest.lastIndexOf(' ', most);
            int end = blank > most / 2 ? blank : most;
            parts.add(rest.substring(0, end));
            rest = rest.substring(end).stripLeading();
        }
        parts.add(rest);
        return parts;
    }

    static int width(char sign) {
        return TerminalTextUtils.isCharDoubleWidth(sign) ? 2 : 1;
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char sign = text.charAt(i);
            if (sign < ' ' || sign > '~') {
                return false;
            }
        }
        return true;
    }

    private static boolean takesNoCell(int code) {
        return switch (Character.getType(code)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> true;
            default -> false;
        };
    }

    private static boolean isShown(char sign) {
        return !Character.isISOControl(sign) && Character.isDefined(sign) && !Character.isSurrogate(sign);
    }
}
