package io.dotmac.server.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.model.notification.NewSchedule;
import io.dotmac.model.notification.ScheduleLayer;
import io.dotmac.model.notification.StandIn;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RotaTest {
    private static final UUID ADA = new UUID(0, 1);
    private static final UUID BEN = new UUID(0, 2);
    private static final UUID EVE = new UUID(0, 3);

    @Test
    void weeklyTurnsChangeAtTheirTimeOfDayWhenTheClocksGoForward() {
        Rota rota = rota("Europe/Berlin", layer(7, "2026-03-22", "09:00", ADA, BEN));

        assertThat(who(rota, "2026-03-29T06:59:59Z")).contains(ADA); // 08:59:59 summer time
        assertThat(who(rota, "2026-03-29T07:00:00Z")).contains(BEN);
        assertThat(until(rota, "2026-03-22T08:00:00Z")).contains(Instant.parse("2026-03-29T07:00:00Z"));
        assertThat(until(rota, "2026-03-28T12:00:00Z")).contains(Instant.parse("2026-03-29T07:00:00Z"));
    }

    @Test
    void whoIsAloneOnCallIsSoWithoutAnEnd() {
        Rota rota = rota("Europe/Berlin", layer(7, "2026-03-22", "09:00", ADA));

        assertThat(until(rota, "2026-03-22T08:00:00Z")).isEmpty();
        assertThat(until(rota, "2026-03-01T08:00:00Z")).contains(Instant.parse("2026-03-22T08:00:00Z"));
    }

    @Test
    void dailyTurnsChangeAtTheirTimeOfDayWhenTheClocksGoBack() {
        Rota rota = rota("Europe/Berlin", layer(1, "2026-10-24", "02:30", ADA, BEN));

        assertThat(who(rota, "2026-10-24T00:29:59Z")).isEmpty();
        assertThat(who(rota, "2026-10-24T00:30:00Z")).contains(ADA);
        assertThat(who(rota, "2026-10-25T00:29:59Z")).contains(ADA);
        assertThat(who(rota, "2026-10-25T00:30:00Z")).contains(BEN); // The first of the two 02:30.
        assertThat(who(rota, "2026-10-25T01:15:00Z")).contains(BEN); // 02:15 again, no turn goes back.
        assertThat(who(rota, "2026-10-26T01:30:00Z")).contains(ADA);
    }

    @Test
    void handOffInAnHourThatTheClocksLeaveOutIsRightAfterIt() {
        Rota rota = rota("Europe/Berlin", layer(1, "2026-03-28", "02:30", ADA, BEN));

        assertThat(who(rota, "2026-03-29T01:29:59Z")).contains(ADA);
        assertThat(who(rota, "2026-03-29T01:30:00Z")).contains(BEN); // 03:30, as 02:30 does not exist.
    }

    @Test
    void lastLayerThatCountsTellsAndNightsBelongToTheirEvening() {
        ScheduleLayer night = new ScheduleLayer(
                "night",
                List.of(EVE),
                1,
                LocalDate.parse("2026-01-01"),
                LocalTime.MIDNIGHT,
                Optional.of(List.of(DayOfWeek.FRIDAY)),
                Optional.of(LocalTime.of(22, 0)),
                Optional.of(LocalTime.of(6, 0)));
        Rota rota = rota("Africa/Lagos", layer(7, "2026-01-01", "08:00", ADA), night);

        assertThat(who(rota, "2026-03-20T20:59:59Z")).contains(ADA); // Friday, 21:59:59
        assertThat(who(rota, "2026-03-20T21:00:00Z")).contains(EVE);
        assertThat(who(rota, "2026-03-21T04:59:59Z")).contains(EVE); // Saturday, 05:59:59
        assertThat(who(rota, "2026-03-21T05:00:00Z")).contains(ADA);
        assertThat(who(rota, "2026-03-21T22:00:00Z")).contains(ADA);
        assertThat(rota.at(Instant.parse("2026-03-20T21:00:00Z")).orElseThrow().because())
                .isEqualTo("layer night");
    }

    @Test
    void standInGoesBeforeAllLayers() {
        StandIn swap = new StandIn(
                new UUID(1, 1),
                Optional.empty(),
                Optional.of(BEN),
                Instant.parse("2026-03-20T10:00:00Z"),
                Instant.parse("2026-03-20T12:00:00Z"),
                "dentist");
        Rota rota =
                new Rota(new NewSchedule("noc", "UTC", List.of(layer(7, "2026-01-01", "08:00", ADA))), List.of(swap));

        assertThat(who(rota, "2026-03-20T09:59:59Z")).contains(ADA);
        assertThat(who(rota, "2026-03-20T10:00:00Z")).contains(BEN);
        assertThat(who(rota, "2026-03-20T12:00:00Z")).contains(ADA);
        assertThat(until(rota, "2026-03-20T10:30:00Z")).contains(Instant.parse("2026-03-20T12:00:00Z"));
    }

    @Test
    void whoCannotBeToldIsSkippedAndItIsSaidWhy() {
        ScheduleLayer people = new ScheduleLayer(
                "people",
                Optional.of(List.of(ADA, BEN)),
                Optional.empty(),
                7,
                LocalDate.parse("2026-01-01"),
                LocalTime.MIDNIGHT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        StandIn swap = new StandIn(
                new UUID(1, 1),
                Optional.of(EVE),
                Optional.empty(),
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2026-01-03T00:00:00Z"),
                "swap");
        Rota rota = new Rota(
                new NewSchedule("noc", "UTC", List.of(layer(7, "2026-01-01", "00:00", EVE), people)), List.of(swap));
        Instant day = Instant.parse("2026-01-02T12:00:00Z");
        Function<Who, Optional<String>> two = gone(EVE, ADA);

        assertThat(rota.at(day)).contains(new Rota.Turn(new Who.Person(EVE), "override: swap"));
        assertThat(rota.at(day, two))
                .contains(new Rota.Turn(new Who.Person(BEN), "layer people; skipped: 3 is away, 1 is away"));
        assertThat(rota.at(day, gone(EVE, ADA, BEN)).orElseThrow().who()).isEqualTo(new Who.Direct(EVE));
        assertThat(rota.until(day, two)).contains(Instant.parse("2026-01-03T00:00:00Z"));
        assertThat(rota.users()).containsExactly(ADA, BEN, EVE);
    }

    private static Optional<Instant> until(Rota rota, String at) {
        return rota.until(Instant.parse(at), _ -> Optional.empty());
    }

    private static Function<Who, Optional<String>> gone(UUID... users) {
        return who -> Stream.of(users)
                .filter(user -> who.equals(new Who.Person(user)))
                .map(user -> user.getLeastSignificantBits() + " is away")
                .findFirst();
    }

    private static Optional<UUID> who(Rota rota, String at) {
        return rota.at(Instant.parse(at))
                .map(Rota.Turn::who)
                .flatMap(who -> who instanceof Who.Direct(var receiver) ? Optional.of(receiver) : Optional.empty());
    }

    private static Rota rota(String zone, ScheduleLayer... layers) {
        return new Rota(new NewSchedule("noc", zone, List.of(layers)), List.of());
    }

    private static ScheduleLayer layer(int days, String from, String handOff, UUID... people) {
        return new ScheduleLayer(
                "base",
                List.of(people),
                days,
                LocalDate.parse(from),
                LocalTime.parse(handOff),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
