package io.dotmac.model.alert;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Keeps alerts quiet for a time; it hides none of them.
///
/// @param id of the silence
/// @param matchers that must all hold
/// @param startsAt from when
/// @param endsAt until when
/// @param reason why
/// @param createdBy name of who asked for it
/// @param createdAt when it was asked for
/// @param updatedAt when it was last changed
/// @param warned whether it was told that it ends soon
public record Silence(
        UUID id,
        List<Matcher> matchers,
        Instant startsAt,
        Instant endsAt,
        String reason,
        String createdBy,
        Instant createdAt,
        Instant updatedAt,
        boolean warned) {
    /// Copies the matchers.
    public Silence {
        matchers = List.copyOf(matchers);
    }

    /// Whether it counts at `now`.
    public boolean isActive(Instant now) {
        return !now.isBefore(startsAt) && now.isBefore(endsAt);
    }

    /// Whether it is about an alert with these labels.
    public boolean matches(Map<String, String> labels) {
        return matchers.stream().allMatch(one -> one.matches(labels));
    }
}
