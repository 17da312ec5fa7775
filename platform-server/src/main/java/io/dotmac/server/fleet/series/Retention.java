package io.dotmac.server.fleet.series;

import io.dotmac.server.platform.config.Settings;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// How long values are kept. What is coarser is kept at least as long as what it is made of.
///
/// @param rawDays samples
/// @param minuteDays what they come to in each minute
/// @param hourDays what they come to in each hour
public record Retention(int rawDays, int minuteDays, int hourDays) {
    private static final int MAX_DAYS = 3_650;

    /// Reads the part of the section `fleet`.
    ///
    /// @param rawDays as read
    public static Retention from(Settings settings, int rawDays) {
        int minutes = settings.integer("fleet.minute-retention-days", Math.max(30, rawDays), 1, MAX_DAYS);
        int hours = settings.integer("fleet.hour-retention-days", Math.max(400, minutes), 1, MAX_DAYS);
        Retention retention = new Retention(rawDays, minutes, hours);
        if (retention.minuteDays < rawDays) {
            settings.violation("fleet.minute-retention-days is " + retention.minuteDays + ", must be at least "
                    + rawDays + " as fleet.retention-days, of which it is made");
        }
        if (retention.hourDays < retention.minuteDays) {
            settings.violation("fleet.hour-retention-days is " + retention.hourDays + ", must be at least "
                    + retention.minuteDays + " as fleet.minute-retention-days, of which it is made");
        }
        return retention;
    }

    /// How many days a grain is kept.
    int days(Grain grain) {
        return switch (grain) {
            case RAW -> rawDays;
            case MINUTE -> minuteDays;
            case HOUR -> hourDays;
        };
    }

    /// The first moment of which samples are kept as they came.
    public Instant oldestSample(Instant now) {
        return oldest(Grain.RAW, now);
    }

    /// The first moment that is kept of a grain.
    Instant oldest(Grain grain, Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC)
                .minusDays(days(grain))
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }
}
