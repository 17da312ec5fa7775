package io.dotmac.console.quiet;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// When something begins and ends, as an operator types it.
public final class TypedSpan {
    /// Ends that are offered, the usual one second.
    public static final List<String> LENGTHS = List.of("30 min", "2 h", "8 h", "until 08:00");
    /// Begins that are offered.
    public static final List<String> BEGINS = List.of("now", "22:00", "tomorrow 02:00");
    /// The usual length.
    public static final String USUAL = "2 h";

    private static final Duration LONGEST = Duration.ofDays(366);
    private static final Pattern LENGTH =
            Pattern.compile("(?:(\\d{1,3}) ?d)? ?(?:(\\d{1,4}) ?h)? ?(?:(\\d{1,6}) ?m(?:in)?)?");
    private static final Pattern CLOCK =
            Pattern.compile("(?:(tomorrow|\\d{4}-\\d{2}-\\d{2}) )?([01]?\\d|2[0-3]):([0-5]\\d)");

    private TypedSpan() {}

    /// What was read.
    public sealed interface Read {
        /// A moment.
        ///
        /// @param at that moment
        record At(Instant at) implements Read {}

        /// Nothing that could be meant.
        ///
        /// @param message what is wrong and what is allowed
        record Wrong(String message) implements Read {}
    }

    /// Reads when it begins: `now`, a time of day (the next one), with `tomorrow` or a date before it.
    public static Read begin(String typed, Instant now, ZoneId zone) {
        String text = simple(typed);
        if (text.isEmpty() || text.equals("now")) {
            return new Read.At(now);
        }
        Matcher clock = CLOCK.matcher(text);
        if (!clock.matches()) {
            return new Read.Wrong(
                    "begins \"" + typed.strip() + "\", must be now, 22:00, tomorrow 02:00 or 2026-11-23 02:00");
        }
        return clock(clock, now, zone);
    }

    /// Reads when it ends: a length such as `90 min` or `1d 12h`, or a time of day, with or without `until`.
    public static Read end(String typed, Instant begin, ZoneId zone) {
        String text = simple(typed);
        String time = text.startsWith("until ") ? text.substring("until ".length()) : text;
        Matcher clock = CLOCK.matcher(time);
        if (clock.matches()) {
            return clock(clock, begin, zone);
        }
        Matcher length = LENGTH.matcher(text);
        if (text.isEmpty() || !length.matches()) {
            return new Read.Wrong("lasts \"" + typed.strip() + "\", must be such as 30 min, 2 h, 1 d or until 08:00");
        }
        Duration span = Duration.ofDays(number(length.group(1)))
                .plusHours(number(length.group(2)))
                .plusMinutes(number(length.group(3)));
        if (span.isZero() || span.compareTo(LONGEST) > 0) {
            return new Read.Wrong("lasts \"" + typed.strip() + "\", must be 1 min to " + LONGEST.toDays() + " d");
        }
        return new Read.At(begin.plus(span));
    }

    private static Read clock(Matcher clock, Instant after, ZoneId zone) {
        LocalTime time = LocalTime.of(Integer.parseInt(clock.group(2)), Integer.parseInt(clock.group(3)));
        LocalDateTime here = LocalDateTime.ofInstant(after, zone);
        String day = clock.group(1);
        LocalDateTime at;
        try {
            at = day == null
                    ? here.toLocalDate().atTime(time)
                    : day.equals("tomorrow")
                            ? here.toLocalDate().plusDays(1).atTime(time)
                            : LocalDate.parse(day).atTime(time);
        } catch (java.time.format.DateTimeParseException e) {
            return new Read.Wrong("day " + day + " is in no calendar");
        }
        if (day == null && !at.atZone(zone).toInstant().isAfter(after)) {
            at = at.plusDays(1);
        }
        Instant meant = at.atZone(zone).toInstant();
        return meant.isAfter(after)
                ? new Read.At(meant)
                : new Read.Wrong(at.toString().replace('T', ' ') + " has passed, must lie ahead");
    }

    private static String simple(String typed) {
        return typed.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    }

    private static long number(@org.jspecify.annotations.Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
