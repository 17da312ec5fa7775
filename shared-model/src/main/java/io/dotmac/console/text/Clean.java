package io.dotmac.console.text;

/// Takes out of text what could steer a terminal or mislead a reader.
public final class Clean {
    private Clean() {}

    /// One line: controls (C0, C1, DEL), escape sequences, line separators and bidi controls are removed; a tab or a
    /// line break becomes a space.
    public static String line(String text) {
        return clean(text, false);
    }

    /// Several lines: as [#line], but line breaks stay.
    public static String block(String text) {
        return clean(text, true);
    }

    private static String clean(String text, boolean keepBreaks) {
        int from = firstBad(text);
        if (from < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length()).append(text, 0, from);
        for (int at = from; at < text.length(); ) {
            int point = text.codePointAt(at);
            at += Character.charCount(point);
            if (point == '\n' && keepBreaks) {
                out.append('\n');
            } else if (point == '\t' || point == '\n' || point == 0x2028 || point == 0x2029) {
                out.append(' ');
            } else if (!bad(point)) {
                out.appendCodePoint(point);
            }
        }
        return out.toString();
    }

    private static int firstBad(String text) {
        for (int at = 0; at < text.length(); ) {
            int point = text.codePointAt(at);
            if (bad(point)) {
                return at;
            }
            at += Character.charCount(point);
        }
        return -1;
    }

    private static boolean bad(int point) {
        return switch (Character.getType(point)) {
            // CONTROL holds ESC and C1; FORMAT holds bidi controls, zero-width joiners and byte order marks.
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> true;
            default -> false;
        };
    }
}
