package io.dotmac.model.notification;

import io.dotmac.model.Check;
import java.util.List;
import java.util.Optional;

/// An escalation policy that somebody asks for, or how one is to be from now on.
///
/// @param name unique in the tenant
/// @param levels in order
/// @param repeats how often all levels are told again when nobody reacts; 0 when absent
/// @param ackTimeoutSeconds after which an acknowledgement of an alert that still fires counts no more
public record NewEscalationPolicy(
        String name, List<EscalationLevel> levels, Optional<Integer> repeats, Optional<Long> ackTimeoutSeconds) {
    /// Refuses parts out of range.
    public NewEscalationPolicy {
        levels = List.copyOf(levels);
        Check.name("name", name, 80);
        Check.range("number of levels", levels.size(), 1, 10);
        repeats.ifPresent(number -> Check.range("repeats", number, 0, 100));
        ackTimeoutSeconds.ifPresent(seconds -> Check.range("ack_timeout_seconds", seconds, 60, 7 * 86_400));
        for (EscalationLevel level : levels.subList(1, levels.size())) {
            Check.range("after_seconds of a later level", level.afterSeconds(), 30, 86_400);
        }
    }
}
