package io.dotmac.model.alert;

import java.lang.System.Logger;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// A regular expression that somebody typed: compiled once for all who use it, and given up for good the first time
/// that it does not come to an end, so that one ISP's expression costs others nothing. Safe for several threads.
final class Expression {
    private static final Logger LOG = System.getLogger(Expression.class.getName());
    private static final int PATIENCE = 200_000;
    private static final int MOST = 10_000;
    private static final int PROBES = 16;
    private static final int PROBE_LENGTH = 64;
    private static final Map<String, Expression> KNOWN = new ConcurrentHashMap<>();

    private final Pattern pattern;
    private volatile boolean endless;

    private Expression(Pattern pattern) {
        this.pattern = pattern;
    }

    static Expression of(String text) {
        if (KNOWN.size() > MOST) {
            KNOWN.clear(); // They are compiled anew as they are used.
        }
        return KNOWN.computeIfAbsent(text, key -> new Expression(Pattern.compile(key)));
    }

    /// Whether it fits all of a text; empty where it cannot be told.
    Optional<Boolean> matches(String text) {
        if (endless) {
            return Optional.empty();
        }
        Optional<Boolean> found = tried(pattern, text);
        if (found.isEmpty()) {
            endless = true;
            LOG.log(
                    Logger.Level.WARNING,
                    "an expression takes too long and matches nothing from now on expression={0}",
                    pattern.pattern());
        }
        return found;
    }

    /// Whether it does not come to an end on texts such as it speaks of itself: one letter again and again, and then
    /// something else.
    static boolean isEndless(String text) {
        Pattern pattern = Pattern.compile(text);
        IntStream letters = IntStream.concat(
                text.chars().filter(Character::isLetterOrDigit).distinct().limit(PROBES), "a0-. ".chars());
        return letters.anyMatch(
                letter -> tried(pattern, Character.toString(letter).repeat(PROBE_LENGTH) + "\u0001")
                        .isEmpty());
    }

    private static Optional<Boolean> tried(Pattern pattern, String text) {
        try {
            return Optional.of(pattern.matcher(new Bounded(text)).matches());
        } catch (TooLong | StackOverflowError e) {
            return Optional.empty();
        }
    }

    /// Thrown into the midst of the search.
    private static final class TooLong extends RuntimeException {
        private TooLong() {
            super("the text was read " + PATIENCE + " times", null, false, false);
        }
    }

    /// A text that refuses to be read for ever.
    private static final class Bounded implements CharSequence {
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
                throw new TooLong();
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
