package io.dotmac.model.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MaintenanceTest {
    private static final List<Matcher> NODE = List.of(Matcher.equal("node", "core-1"));

    @Test
    void onceIsOnBetweenItsEnds() {
        Maintenance window = window("2026-03-01T02:00:00+02:00", 120, Repeat.ONCE, "UTC", Optional.empty());

        assertThat(window.isActive(Instant.parse("2026-02-28T23:59:59Z"))).isFalse();
        assertThat(window.isActive(Instant.parse("2026-03-01T00:00:00Z"))).isTrue();
        assertThat(window.isActive(Instant.parse("2026-03-01T02:00:00Z"))).isFalse();
        assertThat(window.turn(Instant.parse("2026-03-01T00:00:00Z"))).contains(Instant.parse("2026-03-01T02:00:00Z"));
        assertThat(window.next(Instant.parse("2026-03-01T02:00:00Z"))).isEmpty();
    }

    @Test
    void nightlyWindowStaysAtItsHourThroughBothChangesOfTheClock() {
        Maintenance window = window("2026-01-10T01:00+01:00", 240, Repeat.DAILY, "Europe/Berlin", Optional.empty());

        assertThat(length(window, "2026-03-28T12:00:00Z")).isEqualTo(Duration.ofHours(3)); // 02:00 is left out
        assertThat(start(window, "2026-07-01T12:00:00Z")).isEqualTo(Instant.parse("2026-07-01T23:00:00Z"));
        assertThat(length(window, "2026-10-24T12:00:00Z")).isEqualTo(Duration.ofHours(5)); // 02:00 comes twice
        assertThat(start(window, "2026-12-01T12:00:00Z")).isEqualTo(Instant.parse("2026-12-02T00:00:00Z"));
    }

    @Test
    void windowThatEndsInTheHourThatComesTwiceHoldsBoth() {
        Maintenance window = window("2026-10-01T00:00+02:00", 150, Repeat.DAILY, "Europe/Berlin", Optional.empty());

        assertThat(window.isActive(Instant.parse("2026-10-25T01:15:00Z"))).isTrue(); // 02:15 for the second time
        assertThat(window.isActive(Instant.parse("2026-10-25T01:30:00Z"))).isFalse();
    }

    @Test
    void weeklyWindowOverMidnightIsOnAfterIt() {
        Maintenance window =
                window("2026-01-03T23:00+02:00", 180, Repeat.WEEKLY, "Africa/Johannesburg", Optional.empty());

        assertThat(window.isActive(Instant.parse("2026-06-27T23:30:00Z"))).isTrue();
        assertThat(window.isActive(Instant.parse("2026-06-28T00:00:00Z"))).isFalse();
        assertThat(start(window, "2026-06-28T00:00:00Z")).isEqualTo(Instant.parse("2026-07-04T21:00:00Z"));
    }

    @Test
    void monthWithoutTheDayIsLeftOut() {
        Maintenance window = window("2026-01-31T10:00Z", 60, Repeat.MONTHLY, "UTC", Optional.empty());

        assertThat(window.isActive(Instant.parse("2026-02-28T10:30:00Z"))).isFalse();
        assertThat(start(window, "2026-02-01T00:00:00Z")).isEqualTo(Instant.parse("2026-03-31T10:00:00Z"));
    }

    @Test
    void comesNoMoreAfterItsLastDay() {
        Maintenance window =
                window("2026-01-01T22:00Z", 60, Repeat.DAILY, "UTC", Optional.of(LocalDate.parse("2026-01-03")));

        assertThat(start(window, "2026-01-03T00:00:00Z")).isEqualTo(Instant.parse("2026-01-03T22:00:00Z"));
        assertThat(window.next(Instant.parse("2026-01-03T23:00:00Z"))).isEmpty();
    }

    @Test
    void beforeItsFirstTimeItIsNotOn() {
        Maintenance window = window("2026-05-01T10:00Z", 60, Repeat.DAILY, "UTC", Optional.empty());

        assertThat(window.isActive(Instant.parse("2026-04-20T10:30:00Z"))).isFalse();
        assertThat(start(window, "2026-04-20T10:30:00Z")).isEqualTo(Instant.parse("2026-05-01T10:00:00Z"));
    }

    @Test
    void refusesWhatMeetsItselfAndZonesThatAreNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> wanted(Duration.ofHours(24), "UTC"))
                .withMessageStartingWith("repeat is DAILY");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> wanted(Duration.ofHours(1), "Mars/Base"))
                .withMessageStartingWith("time_zone is Mars/Base");
    }

    private static NewMaintenance wanted(Duration length, String zone) {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        return new NewMaintenance(
                "work",
                NODE,
                start,
                start.plus(length),
                Optional.of(Repeat.DAILY),
                Optional.of(zone),
                Optional.empty(),
                "work");
    }

    private static Instant start(Maintenance window, String now) {
        return window.next(Instant.parse(now)).orElseThrow().startsAt();
    }

    private static Duration length(Maintenance window, String now) {
        Maintenance.Span span = window.next(Instant.parse(now)).orElseThrow();
        return Duration.between(span.startsAt(), span.endsAt());
    }

    private static Maintenance window(
            String start, int minutes, Repeat repeat, String zone, Optional<LocalDate> until) {
        Instant first = ZonedDateTime.parse(start).toInstant();
        return new Maintenance(
                new UUID(0, 1),
                "work",
                NODE,
                first,
                first.plusSeconds(60L * minutes),
                repeat,
                zone,
                until,
                "work",
                "Op",
                first,
                first);
    }
}
