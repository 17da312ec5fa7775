package io.dotmac.model.notification;

import io.dotmac.model.Check;
import java.util.List;
import java.util.UUID;

/// Whom to tell when nobody has taken an alert on until then.
///
/// @param afterSeconds since the level before was told; for the first, since the alert was
/// @param receivers who are told
/// @param schedules of which whoever is on call is told
public record EscalationLevel(long afterSeconds, List<UUID> receivers, List<UUID> schedules) {
    private static final int MOST = 20;
    private static final long LONGEST = 86_400;

    /// Refuses parts out of range.
    public EscalationLevel {
        receivers = List.copyOf(receivers);
        schedules = List.copyOf(schedules);
        Check.range("after_seconds", afterSeconds, 0, LONGEST);
        Check.range("number of receivers and schedules", receivers.size() + schedules.size(), 1, MOST);
    }
}
