package io.dotmac.model.notification;

import java.time.Instant;
import java.util.UUID;

/// Somebody who stands in for whoever would be on call.
///
/// @param id of the override
/// @param receiver who does
/// @param startsAt from when
/// @param endsAt until when
/// @param reason why
public record StandIn(UUID id, UUID receiver, Instant startsAt, Instant endsAt, String reason) {
    /// Whether it counts at `at`.
    public boolean isActive(Instant at) {
        return !at.isBefore(startsAt) && at.isBefore(endsAt);
    }
}
