package io.dotmac.console.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;

/// A moment that an operator names in words of his own, for example `03:12`, `yesterday 22:00`, `-2h`.
public sealed interface PastTime {
    /// What may be typed, for hints and completions.
    String EXAMPLES = "03:12, yesterday 22:00, 2026-11-21 22:00, -2h";

    /// The moment that is meant.
    ///
    /// @param at never after now
    record At(Instant at) implements PastTime {}

    /// Nothing that can be meant.
    ///
    /// @param message for the operator, with examples
    record Wrong(String message) implements PastTime {}

    /// Reads what was typed.
    ///
    /// A time alone is the last one of that name: at 01:00, `22:00` is yesterday's.
    ///
    /// @param typed by the operator
    /// @param now of his clock
    /// @param zone that his times are in
    static PastTime read(String typed, Instant now, ZoneId zone) {
        String text = typed.strip().toLowerCase(Locale.ROOT);
        if (text.isEmpty()) {
            return new Wrong("say when, for example " + EXAMPLES);
        }
        try {
            Instant at = PastTimeReader.of(text, now, zone);
            return at.isAfter(now)
                    ? new Wrong(Clean.line(typed.strip()) + " is in the future; say a time that has been, such as "
                            + EXAMPLES)
                    : new At(at);
        } catch (DateTimeException | ArithmeticException e) {
            return new Wrong(Clean.line(typed.strip()) + " is no time; say for example " + EXAMPLES);
        }
    }
}
