package io.dotmac.model.alert;

import io.dotmac.model.Check;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/// A maintenance window that somebody plans.
///
/// @param name as consoles show it
/// @param matchers that must all hold; what they match is under maintenance
/// @param startsAt when it begins, the first time
/// @param endsAt when it ends, the first time
/// @param repeat how often it comes back; once when absent
/// @param timeZone whose clock it follows when it comes back, for example `Africa/Johannesburg`; `UTC` when absent
/// @param until last day on which it begins; for ever when absent
/// @param reason why
public record NewMaintenance(
        String name,
        List<Matcher> matchers,
        Instant startsAt,
        Instant endsAt,
        Optional<Repeat> repeat,
        Optional<String> timeZone,
        Optional<LocalDate> until,
        String reason) {
    private static final Duration LONGEST = Duration.ofDays(31);

    /// Refuses what has no end, or would meet itself when it comes back.
    public NewMaintenance {
        matchers = List.copyOf(matchers);
        Check.name("name", name, 80);
        Check.name("reason", reason, 500);
        if (matchers.isEmpty() || matchers.size() > 20) {
            throw new IllegalArgumentException("matchers has " + matchers.size() + " entries, must have 1 to 20");
        }
        Matcher.checkEnd(matchers);
        if (!endsAt.isAfter(startsAt)) {
            throw new IllegalArgumentException("ends_at is " + endsAt + ", must be after starts_at");
        }
        Duration length = Duration.between(startsAt, endsAt);
        if (length.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "ends_at is " + endsAt + ", must be at most " + LONGEST.toDays() + " days after starts_at");
        }
        if (!repeat.orElse(Repeat.ONCE).bears(length)) {
            throw new IllegalArgumentException(
                    "repeat is " + repeat.orElseThrow()
                            + ", which a window of that length cannot: shorter than a day for DAILY, than 7 days for the others");
        }
        timeZone.ifPresent(NewMaintenance::checkZone);
    }

    private static void checkZone(String zone) {
        try {
            ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "time_zone is " + zone + ", must be a name such as Africa/Johannesburg", e);
        }
    }
}
