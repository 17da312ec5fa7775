package io.dotmac.model.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Time in which work is done on something, so that nobody is told of its alerts. It may come back.
///
/// It follows the clock on the wall: what begins at 02:00 and ends at 04:00 does so in summer and in winter; an hour
/// that the clock leaves out moves its begin past it, and the hour that comes twice is all part of it.
///
/// @param id of the window
/// @param name as consoles show it
/// @param matchers that must all hold
/// @param startsAt when it begins, the first time
/// @param endsAt when it ends, the first time
/// @param repeat how often it comes back
/// @param timeZone whose clock it follows
/// @param until last day on which it begins; absent for ever
/// @param reason why
/// @param createdBy name of who planned it
/// @param createdAt when it was planned
/// @param updatedAt when it was last changed
public record Maintenance(
        UUID id,
        String name,
        List<Matcher> matchers,
        Instant startsAt,
        Instant endsAt,
        Repeat repeat,
        String timeZone,
        Optional<LocalDate> until,
        String reason,
        String createdBy,
        Instant createdAt,
        Instant updatedAt) {
    private static final int NEAR = 5;

    /// Copies the matchers.
    public Maintenance {
        matchers = List.copyOf(matchers);
    }

    /// One time that it comes.
    ///
    /// @param startsAt when it begins
    /// @param endsAt when it ends
    public record Span(Instant startsAt, Instant endsAt) {
        boolean holds(Instant now) {
            return !now.isBefore(startsAt) && now.isBefore(endsAt);
        }
    }

    /// Whether it is on at `now`.
    public boolean isActive(Instant now) {
        return near(now).anyMatch(span -> span.holds(now));
    }

    /// The time it is on at `now`, or the next one; empty when it comes no more.
    public Optional<Span> next(Instant now) {
        return near(now).filter(span -> span.endsAt.isAfter(now)).findFirst();
    }

    /// When it begins or ends next after `now`; empty when it comes no more.
    public Optional<Instant> turn(Instant now) {
        return near(now)
                .flatMap(span -> Stream.of(span.startsAt, span.endsAt))
                .filter(turn -> turn.isAfter(now))
                .findFirst();
    }

    /// Whether it is about an alert with these labels.
    public boolean matches(Map<String, String> labels) {
        return matchers.stream().allMatch(one -> one.matches(labels));
    }

    /// The times around `now`, in order: among them the one that is on and the next one.
    private Stream<Span> near(Instant now) {
        if (repeat == Repeat.ONCE) {
            return Stream.of(new Span(startsAt, endsAt));
        }
        ZoneId zone = ZoneId.of(timeZone);
        LocalDateTime first = LocalDateTime.ofInstant(startsAt, zone);
        Duration length = Duration.between(first, LocalDateTime.ofInstant(endsAt, zone));
        long about = Math.max(0, repeat.between(first, LocalDateTime.ofInstant(now, zone)) - 1);
        return LongStream.range(about, about + NEAR)
                .mapToObj(times -> repeat.after(first, times))
                .filter(start -> comes(start, first))
                .map(start -> new Span(
                        start.atZone(zone).toInstant(),
                        start.plus(length)
                                .atZone(zone)
                                .withLaterOffsetAtOverlap()
                                .toInstant()));
    }

    private boolean comes(LocalDateTime start, LocalDateTime first) {
        boolean sameDay = repeat != Repeat.MONTHLY || start.getDayOfMonth() == first.getDayOfMonth();
        return sameDay
                && until.filter(last -> start.toLocalDate().isAfter(last)).isEmpty();
    }
}
