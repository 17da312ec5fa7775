package io.dotmac.model.notification;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Whom to tell next when nobody takes an alert on.
///
/// @param id of the policy
/// @param name unique in the tenant
/// @param levels in order
/// @param repeats how often all levels are told again when nobody reacts
/// @param ackTimeoutSeconds after which an acknowledgement of an alert that still fires counts no more
/// @param createdAt when it was made
/// @param updatedAt when it was last changed
/// @param version by which changes are told apart
public record EscalationPolicy(
        UUID id,
        String name,
        List<EscalationLevel> levels,
        int repeats,
        Optional<Long> ackTimeoutSeconds,
        Instant createdAt,
        Instant updatedAt,
        long version) {
    /// Copies the levels.
    public EscalationPolicy {
        levels = List.copyOf(levels);
    }
}
