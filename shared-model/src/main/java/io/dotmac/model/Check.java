package io.dotmac.model;

/// Checks that wire records make of their own parts; the message names the part, the value and what is allowed.
public final class Check {
    private Check() {}

    /// Returns `text` when it has 1 to `max` characters and no control characters.
    public static String name(String part, String text, int max) {
        if (text.isBlank() || text.length() > max) {
            throw new IllegalArgumentException(
                    part + " has " + text.length() + " characters, must have 1 to " + max + " and not be blank");
        }
        return line(part, text, max);
    }

    /// Returns `text` when it has at most `max` characters and no control characters; may be empty.
    public static String line(String part, String text, int max) {
        if (text.length() > max) {
            throw new IllegalArgumentException(part + " has " + text.length() + " characters, at most " + max);
        }
        if (hasControls(text, "")) {
            throw new IllegalArgumentException(part + " has control characters, which are not allowed");
        }
        return text;
    }

    /// Returns `text` when it has at most `max` characters and of control characters only line ends and tabs; may be
    /// empty.
    public static String text(String part, String text, int max) {
        if (text.length() > max) {
            throw new IllegalArgumentException(part + " has " + text.length() + " characters, at most " + max);
        }
        if (hasControls(text, "\n\r\t")) {
            throw new IllegalArgumentException(
                    part + " has control characters, of which only line ends and tabs are allowed");
        }
        return text;
    }

    /// Every text of every report comes by here, thousands a second at a server: a stream for each is too dear.
    private static boolean hasControls(String text, String but) {
        for (int at = 0; at < text.length(); at++) {
            char sign = text.charAt(at);
            if (Character.isISOControl(sign) && but.indexOf(sign) < 0) {
                return true;
            }
        }
        return false;
    }

    /// Throws unless `value` lies in `[min, max]`.
    public static long range(String part, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(part + " is " + value + ", must be " + min + " to " + max);
        }
        return value;
    }
}
