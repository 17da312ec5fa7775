package io.dotmac.console.look;

import io.dotmac.model.fleet.Severity;

/// How a severity is drawn, everywhere: never by colour alone.
///
/// @param severity drawn
/// @param label for a person, for example `major`
/// @param letter one letter, a blank for OK
/// @param glyph for terminals with Unicode
/// @param ascii for those without
/// @param fill `#RRGGBB`, a fill under black text; on dark ground also a text colour
/// @param ansi index in the 16 colours of a terminal
/// @param emphasis what a terminal adds to the colour, so that mono keeps the meaning
public record SeverityStyle(
        Severity severity,
        String label,
        char letter,
        char glyph,
        char ascii,
        String fill,
        int ansi,
        Emphasis emphasis) {
    private static final SeverityStyle CRITICAL =
            new SeverityStyle(Severity.CRITICAL, "critical", 'C', '■', 'X', "#D55E00", 9, Emphasis.REVERSE);
    private static final SeverityStyle MAJOR =
            new SeverityStyle(Severity.MAJOR, "major", 'M', '▲', '!', "#E69F00", 3, Emphasis.BOLD);
    private static final SeverityStyle MINOR =
            new SeverityStyle(Severity.MINOR, "minor", 'm', '◆', '*', "#F0E442", 11, Emphasis.NONE);
    private static final SeverityStyle INFO =
            new SeverityStyle(Severity.INFO, "info", 'i', '●', 'i', "#56B4E9", 14, Emphasis.NONE);
    private static final SeverityStyle OK =
            new SeverityStyle(Severity.OK, "ok", ' ', '·', '.', "#009E73", 2, Emphasis.NONE);
    private static final SeverityStyle STALE =
            new SeverityStyle(Severity.STALE, "stale", '?', '○', '?', "#C8CCD0", 15, Emphasis.UNDERLINE);
    private static final SeverityStyle MAINTENANCE =
            new SeverityStyle(Severity.MAINTENANCE, "maintenance", 'w', '□', 'w', "#9955FF", 5, Emphasis.NONE);

    /// What a terminal adds to a colour.
    public enum Emphasis {
        /// Nothing.
        NONE,
        /// Bold.
        BOLD,
        /// Swapped colours.
        REVERSE,
        /// Underlined.
        UNDERLINE
    }

    /// Whether something is wrong, so that it is counted and listed among faults: remarks and work on purpose are not.
    public static boolean isFault(Severity severity) {
        return severity.compareTo(Severity.INFO) > 0;
    }

    /// As overviews grade and colour it: what is only remarked on is well, and its table tells the remark.
    public static Severity graded(Severity severity) {
        return severity == Severity.INFO ? Severity.OK : severity;
    }

    /// The style of a severity.
    public static SeverityStyle of(Severity severity) {
        return switch (severity) {
            case CRITICAL -> CRITICAL;
            case MAJOR -> MAJOR;
            case MINOR -> MINOR;
            case INFO -> INFO;
            case OK -> OK;
            case STALE -> STALE;
            case MAINTENANCE -> MAINTENANCE;
        };
    }
}
