package io.dotmac.model.notification;

import io.dotmac.model.Check;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Somebody stands in for whoever would be on call.
///
/// @param user who does; absent where a receiver does
/// @param receiver who does; absent where a user does
/// @param startsAt from when
/// @param endsAt until when
/// @param reason why
public record NewOverride(
        Optional<UUID> user, Optional<UUID> receiver, Instant startsAt, Instant endsAt, String reason) {
    private static final Duration LONGEST = Duration.ofDays(92);

    /// Refuses what is never, or for ever.
    public NewOverride {
        Check.name("reason", reason, 200);
        if (user.isPresent() == receiver.isPresent()) {
            throw new IllegalArgumentException("either user or receiver must be there");
        }
        if (!endsAt.isAfter(startsAt) || Duration.between(startsAt, endsAt).compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("ends_at must be after starts_at, by 92 days at most");
        }
    }

    /// By a receiver.
    public NewOverride(UUID receiver, Instant startsAt, Instant endsAt, String reason) {
        this(Optional.empty(), Optional.of(receiver), startsAt, endsAt, reason);
    }
}
