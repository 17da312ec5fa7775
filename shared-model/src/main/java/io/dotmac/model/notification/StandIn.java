package io.dotmac.model.notification;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Somebody who stands in for whoever would be on call.
///
/// @param id of the override
/// @param user who does; absent where a receiver does
/// @param receiver who does; absent where a user does
/// @param startsAt from when
/// @param endsAt until when
/// @param reason why
public record StandIn(
        UUID id, Optional<UUID> user, Optional<UUID> receiver, Instant startsAt, Instant endsAt, String reason) {
    /// Whether it counts at `at`.
    public boolean isActive(Instant at) {
        return !at.isBefore(startsAt) && at.isBefore(endsAt);
    }
}
