package io.dotmac.model.alert;

import io.dotmac.model.Check;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A condition on a label; an absent label counts as empty.
///
/// @param name of the label
/// @param value it is compared with
/// @param isRegex whether `value` is a regular expression for all of the label
/// @param isEqual whether the label must match, or must not
public record Matcher(String name, String value, boolean isRegex, boolean isEqual) {
    /// Refuses what is no regular expression.
    public Matcher {
        Check.name("name", name, 128);
        if (value.length() > 500) {
            throw new IllegalArgumentException("value has " + value.length() + " characters, at most 500");
        }
        if (isRegex) {
            try {
                Pattern.compile(value);
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException("value " + value + " is no regular expression", e);
            }
        }
    }

    /// Whether a label has exactly that value.
    public static Matcher equal(String name, String value) {
        return new Matcher(name, value, false, true);
    }

    /// Whether it holds for these labels.
    public boolean matches(Map<String, String> labels) {
        String found = labels.getOrDefault(name, "");
        boolean same = isRegex ? Pattern.matches(value, new Bounded(found)) : found.equals(value);
        return same == isEqual;
    }

    /// As it is written, `name=~"value"`.
    public String text() {
        String sign = isEqual ? isRegex ? "=~" : "=" : isRegex ? "!~" : "!=";
        return name + sign + "\"" + value + "\"";
    }

    /// A text that refuses to be read for ever by an expression that never ends.
    private static final class Bounded implements CharSequence {
        private static final int PATIENCE = 200_000;
        private final String text;
        private int reads;

        Bounded(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            reads++;
            if (reads > PATIENCE) {
                throw new IllegalArgumentException("regular expression takes too long");
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
