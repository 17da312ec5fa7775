package io.dotmac.server.notification;

import io.dotmac.model.Check;
import io.dotmac.model.notification.NewSchedule;
import io.dotmac.model.notification.ScheduleLayer;
import io.dotmac.model.notification.StandIn;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Who is on call at a time. Turns are counted in days of the schedule's own zone, so a hand-off stays at its time of
/// day when the clocks change: that turn is an hour shorter or longer.
///
/// @param schedule layers and zone
/// @param overrides that stand above all layers; of several the latest made
record Rota(NewSchedule schedule, List<StandIn> overrides) {
    private static final int MOST = 200;
    private static final int AHEAD_DAYS = 2;

    Rota {
        overrides = List.copyOf(overrides);
        Check.range("number of overrides", overrides.size(), 0, MOST);
    }

    /// Who is on call, and by what.
    ///
    /// @param receiver who
    /// @param because of which layer or override
    record Turn(UUID receiver, String because) {}

    Optional<Turn> at(Instant at) {
        Optional<Turn> standIn = overrides.stream()
                .filter(one -> one.isActive(at))
                .max(Comparator.comparing(StandIn::id))
                .map(one -> new Turn(one.receiver(), "override: " + one.reason()));
        if (standIn.isPresent()) {
            return standIn;
        }
        ZonedDateTime local = at.atZone(zone());
        List<ScheduleLayer> last = schedule.layers().reversed();
        return last.stream()
                .filter(layer -> counts(layer, local))
                .findFirst()
                .flatMap(layer -> turn(layer, local).map(who -> new Turn(who, "layer " + layer.name())));
    }

    /// Whether a receiver takes turns or stands in.
    boolean names(UUID receiver) {
        return schedule.layers().stream().anyMatch(layer -> layer.receivers().contains(receiver))
                || overrides.stream().anyMatch(one -> one.receiver().equals(receiver));
    }

    /// When it may be somebody else's turn at the earliest.
    Instant until(Instant at) {
        List<Instant> edges = new ArrayList<>();
        overrides.forEach(one -> {
            edges.add(one.startsAt());
            edges.add(one.endsAt());
        });
        LocalDate today = at.atZone(zone()).toLocalDate();
        for (int day = -1; day <= AHEAD_DAYS; day++) {
            LocalDate date = today.plusDays(day);
            for (ScheduleLayer layer : schedule.layers()) {
                edges.add(instant(date, layer.handOff()));
                layer.from().ifPresent(time -> edges.add(instant(date, time)));
                layer.to().ifPresent(time -> edges.add(instant(date, time)));
                layer.days().ifPresent(days -> edges.add(instant(date, LocalTime.MIDNIGHT)));
            }
        }
        Optional<Turn> now = at(at);
        List<Instant> later =
                edges.stream().filter(edge -> edge.isAfter(at)).sorted().toList();
        return later.stream()
                .filter(edge -> !at(edge).equals(now))
                .findFirst()
                .orElse(later.isEmpty() ? at : later.getLast());
    }

    private Optional<UUID> turn(ScheduleLayer layer, ZonedDateTime local) {
        LocalDate day = local.toLocalDate();
        if (local.toInstant().isBefore(instant(day, layer.handOff()))) {
            day = day.minusDays(1);
        }
        long days = ChronoUnit.DAYS.between(layer.startsOn(), day);
        if (days < 0) {
            return Optional.empty();
        }
        long turns = days / layer.everyDays();
        return Optional.of(
                layer.receivers().get((int) (turns % layer.receivers().size())));
    }

    private boolean counts(ScheduleLayer layer, ZonedDateTime local) {
        Instant at = local.toInstant();
        if (at.isBefore(instant(layer.startsOn(), layer.handOff()))) {
            return false;
        }
        LocalDate today = local.toLocalDate();
        if (layer.from().isEmpty() || layer.to().isEmpty()) {
            return isDay(layer, today);
        }
        LocalTime from = layer.from().get();
        LocalTime to = layer.to().get();
        boolean overnight = !to.isAfter(from);
        boolean begunToday =
                !at.isBefore(instant(today, from)) && at.isBefore(instant(overnight ? today.plusDays(1) : today, to));
        LocalDate yesterday = today.minusDays(1);
        boolean begunYesterday = overnight && !at.isBefore(instant(yesterday, from)) && at.isBefore(instant(today, to));
        return (begunToday && isDay(layer, today)) || (begunYesterday && isDay(layer, yesterday));
    }

    private static boolean isDay(ScheduleLayer layer, LocalDate day) {
        return layer.days().map(days -> days.contains(day.getDayOfWeek())).orElse(true);
    }

    /// A time that the clocks leave out is the one right after the gap; of a time that comes twice, the first.
    private Instant instant(LocalDate day, LocalTime time) {
        return ZonedDateTime.of(day, time, zone()).toInstant();
    }

    private ZoneId zone() {
        return ZoneId.of(schedule.zone());
    }
}
