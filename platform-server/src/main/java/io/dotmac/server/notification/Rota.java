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
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Who is on call at a time. Turns are counted in days of the schedule's own zone, so a hand-off stays at its time of
/// day when the clocks change: that turn is an hour shorter or longer.
///
/// @param schedule layers and zone
/// @param overrides that stand above all layers; of several the latest made
record Rota(NewSchedule schedule, List<StandIn> overrides) {
    private static final int MOST = 200;
    private static final int AHEAD_DAYS = 35;

    Rota {
        overrides = List.copyOf(overrides);
        Check.range("number of overrides", overrides.size(), 0, MOST);
    }

    /// Who is on call, and by what.
    ///
    /// @param who it is
    /// @param because of which layer or override, and why nobody before
    record Turn(Who who, String because) {}

    /// Who is on call when everybody can be told.
    Optional<Turn> at(Instant at) {
        return at(at, who -> Optional.empty());
    }

    /// Who is on call of those who can be told. For who cannot, the next of the layer is, or whoever would be without
    /// it.
    ///
    /// @param fault why somebody cannot be told
    Optional<Turn> at(Instant at, Function<Who, Optional<String>> fault) {
        List<String> faults = new ArrayList<>();
        List<StandIn> standIns = overrides.stream()
                .filter(one -> one.isActive(at))
                .sorted(Comparator.comparing(StandIn::id).reversed())
                .toList();
        for (StandIn standIn : standIns) {
            Who who = Who.of(standIn);
            Optional<String> why = fault.apply(who);
            if (why.isEmpty()) {
                return Optional.of(turn(who, "override: " + standIn.reason(), faults));
            }
            faults.add(why.get());
        }
        ZonedDateTime local = at.atZone(zone());
        for (ScheduleLayer layer : schedule.layers().reversed()) {
            if (!counts(layer, local)) {
                continue;
            }
            List<Who> turns = turns(layer, local);
            for (Who who : turns) {
                Optional<String> why = fault.apply(who);
                if (why.isEmpty()) {
                    return Optional.of(turn(who, "layer " + layer.name(), faults));
                }
                faults.add(why.get());
            }
            if (turns.isEmpty()) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Turn turn(Who who, String because, List<String> faults) {
        List<String> once = faults.stream().distinct().toList();
        return new Turn(who, once.isEmpty() ? because : because + "; skipped: " + String.join(", ", once));
    }

    /// Whether a receiver takes turns or stands in.
    boolean names(UUID receiver) {
        return all().anyMatch(new Who.Direct(receiver)::equals);
    }

    /// The users who take turns or stand in.
    Set<UUID> users() {
        return all().flatMap(who -> who instanceof Who.Person(var user) ? Stream.of(user) : Stream.of())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Stream<Who> all() {
        return Stream.concat(
                schedule.layers().stream().flatMap(layer -> Who.of(layer).stream()),
                overrides.stream().map(Who::of));
    }

    /// When it is somebody else's turn, or another layer tells; empty when that is not so for five weeks.
    ///
    /// @param fault why somebody cannot be told and is passed over, empty for who can
    Optional<Instant> until(Instant at, Function<Who, Optional<String>> fault) {
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
        Optional<Turn> now = at(at, fault);
        return edges.stream()
                .filter(edge -> edge.isAfter(at))
                .sorted()
                .filter(edge -> !at(edge, fault).equals(now))
                .findFirst();
    }

    /// Those of a layer from whose turn it is; nobody's before the first.
    private List<Who> turns(ScheduleLayer layer, ZonedDateTime local) {
        LocalDate day = local.toLocalDate();
        if (local.toInstant().isBefore(instant(day, layer.handOff()))) {
            day = day.minusDays(1);
        }
        long days = ChronoUnit.DAYS.between(layer.startsOn(), day);
        if (days < 0) {
            return List.of();
        }
        List<Who> all = Who.of(layer);
        List<Who> turns = new ArrayList<>(all);
        Collections.rotate(turns, -(int) (days / layer.everyDays() % all.size()));
        return turns;
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
