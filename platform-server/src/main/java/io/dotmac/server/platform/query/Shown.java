package io.dotmac.server.platform.query;

/// Makes what a caller sent fit to be shown to him again: short, one line.
public final class Shown {
    private static final int MAX = 80;

    private Shown() {}

    /// `text` on one line, at most 80 characters and an ellipsis.
    public static String of(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() > MAX ? line.substring(0, MAX) + "..." : line;
    }
}
