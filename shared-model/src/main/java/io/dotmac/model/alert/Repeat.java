package io.dotmac.model.alert;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.temporal.ChronoUnit;

/// How often a maintenance window comes back, by the clock on the wall.
public enum Repeat {
    /// Not at all.
    ONCE(Period.ZERO, ChronoUnit.FOREVER),
    /// Every day at the same time.
    DAILY(Period.ofDays(1), ChronoUnit.DAYS),
    /// Every week on the same day at the same time.
    WEEKLY(Period.ofWeeks(1), ChronoUnit.WEEKS),
    /// Every month on the same day at the same time; months without that day are left out.
    MONTHLY(Period.ofMonths(1), ChronoUnit.MONTHS);

    private final Period period;
    private final ChronoUnit unit;

    Repeat(Period period, ChronoUnit unit) {
        this.period = period;
        this.unit = unit;
    }

    /// How many whole periods lie between; negative before `first`.
    long between(LocalDateTime first, LocalDateTime now) {
        return unit.between(first, now);
    }

    /// The time `times` periods after `first`; on the last day of a month that is too short.
    LocalDateTime after(LocalDateTime first, long times) {
        return first.plus(period.multipliedBy(Math.toIntExact(times)));
    }

    /// Whether so long a window can come back so often and not meet itself.
    boolean bears(Duration length) {
        return this == ONCE || length.compareTo(Duration.ofDays(this == DAILY ? 1 : 7)) < 0;
    }
}
