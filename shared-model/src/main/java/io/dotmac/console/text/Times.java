package io.dotmac.console.text;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Times of day as an operator reads them, with the date only where it is not today's.
public final class Times {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT);

    private Times() {}

    /// `03:12`, `03:12:07` where the second counts, `2026-11-21 22:00` for another day.
    public static String of(Instant at, Instant now, ZoneId zone) {
        ZonedDateTime then = at.atZone(zone);
        return day(then, now) + (then.getSecond() == 0 ? MINUTE : SECOND).format(then);
    }

    /// As [#of], always with its second.
    public static String exact(Instant at, Instant now, ZoneId zone) {
        ZonedDateTime then = at.atZone(zone);
        return day(then, now) + SECOND.format(then);
    }

    private static String day(ZonedDateTime then, Instant now) {
        return then.toLocalDate().equals(now.atZone(then.getZone()).toLocalDate()) ? "" : DAY.format(then) + " ";
    }
}
