package io.dotmac.model.notification;

import io.dotmac.model.Check;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// People who take turns.
///
/// @param name for people
/// @param users in the order of their turns, each told by their own contact methods; absent where receivers take turns
/// @param receivers in the order of their turns; absent where users take turns
/// @param everyDays how long a turn is: 1 for a day, 7 for a week
/// @param startsOn day of the first turn
/// @param handOff time of day at which turns change, in the zone of the schedule
/// @param days on which the layer counts; all when absent
/// @param from time of day from which it counts; all day when absent
/// @param to until which, on the next day when not after `from`
public record ScheduleLayer(
        String name,
        Optional<List<UUID>> users,
        Optional<List<UUID>> receivers,
        int everyDays,
        LocalDate startsOn,
        LocalTime handOff,
        Optional<List<DayOfWeek>> days,
        Optional<LocalTime> from,
        Optional<LocalTime> to) {
    private static final int MOST = 50;

    /// Refuses parts out of range.
    public ScheduleLayer {
        users = users.map(List::copyOf);
        receivers = receivers.map(List::copyOf);
        days = days.map(List::copyOf);
        Check.name("name", name, 80);
        if (users.isPresent() == receivers.isPresent()) {
            throw new IllegalArgumentException("either users or receivers must be there");
        }
        users.ifPresent(all -> Check.range("number of users", all.size(), 1, MOST));
        receivers.ifPresent(all -> Check.range("number of receivers", all.size(), 1, MOST));
        Check.range("every_days", everyDays, 1, 366);
        Check.range("year of starts_on", startsOn.getYear(), 2000, 2100);
        if (from.isPresent() != to.isPresent()) {
            throw new IllegalArgumentException("from and to must both be there, or neither");
        }
        if (days.isPresent() && days.get().isEmpty()) {
            throw new IllegalArgumentException("days is empty, must name one or be absent");
        }
    }

    /// Of receivers.
    public ScheduleLayer(
            String name,
            List<UUID> receivers,
            int everyDays,
            LocalDate startsOn,
            LocalTime handOff,
            Optional<List<DayOfWeek>> days,
            Optional<LocalTime> from,
            Optional<LocalTime> to) {
        this(name, Optional.empty(), Optional.of(receivers), everyDays, startsOn, handOff, days, from, to);
    }
}
