package io.dotmac.console.text;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The forms of [PastTime] that are understood; what is none is a [DateTimeException].
final class PastTimeReader {
    private static final Pattern BACK = Pattern.compile("-((?:[0-9]{1,5}[dhms] ?){1,4})");
    private static final Pattern AGO = Pattern.compile("((?:[0-9]{1,5}[dhms] ?){1,4})ago");
    private static final Pattern SPAN = Pattern.compile("([0-9]{1,5})([dhms])");
    private static final Pattern TIME = Pattern.compile("([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?");
    private static final Pattern DAY =
            Pattern.compile("(today|yesterday|[0-9]{4}-[0-9]{2}-[0-9]{2})[ t]+([0-9:]{4,8})");

    private PastTimeReader() {}

    static Instant of(String text, Instant now, ZoneId zone) {
        for (Pattern span : new Pattern[] {BACK, AGO}) {
            Matcher back = span.matcher(text);
            if (back.matches()) {
                return now.minus(span(back.group(1)));
            }
        }
        if (text.endsWith("z")) {
            return Instant.parse(text.toUpperCase(Locale.ROOT));
        }
        LocalDate today = now.atZone(zone).toLocalDate();
        Matcher day = DAY.matcher(text);
        if (day.matches()) {
            return on(day(day.group(1), today), time(day.group(2)), zone);
        }
        LocalTime time = time(text);
        Instant at = on(today, time, zone);
        return at.isAfter(now) ? on(today.minusDays(1), time, zone) : at;
    }

    private static Instant on(LocalDate day, LocalTime time, ZoneId zone) {
        return ZonedDateTime.of(LocalDateTime.of(day, time), zone).toInstant();
    }

    private static LocalDate day(String text, LocalDate today) {
        return switch (text) {
            case "today" -> today;
            case "yesterday" -> today.minusDays(1);
            default -> LocalDate.parse(text);
        };
    }

    private static LocalTime time(String text) {
        Matcher parts = TIME.matcher(text);
        if (!parts.matches()) {
            throw new DateTimeException(text);
        }
        int second = parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3));
        return LocalTime.of(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), second);
    }

    private static Duration span(String text) {
        Duration sum = Duration.ZERO;
        Matcher parts = SPAN.matcher(text);
        while (parts.find()) {
            long count = Long.parseLong(parts.group(1));
            sum = sum.plus(
                    switch (parts.group(2)) {
                        case "d" -> Duration.ofDays(count);
                        case "h" -> Duration.ofHours(count);
                        case "m" -> Duration.ofMinutes(count);
                        default -> Duration.ofSeconds(count);
                    });
        }
        return sum;
    }
}
