package io.dotmac.model.alert;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Something that happened to an alert.
///
/// @param id in the order in which they were noted
/// @param fingerprint of the alert
/// @param rule of the alert
/// @param episode of the alert
/// @param kind what happened
/// @param level of the alert from then on
/// @param at when
/// @param value that was measured
/// @param actor who did it; absent for the program itself
/// @param detail in words, may be empty
/// @param summary of the alert
/// @param node where it was, if it was at one
/// @param target on the node
public record Transition(
        long id,
        String fingerprint,
        String rule,
        int episode,
        Kind kind,
        Level level,
        Instant at,
        Optional<Double> value,
        Optional<UUID> actor,
        String detail,
        String summary,
        Optional<String> node,
        Optional<String> target) {
    /// What can happen.
    public enum Kind {
        /// It began.
        FIRED,
        /// It became better or worse.
        LEVEL,
        /// It ended.
        RESOLVED,
        /// Somebody has seen it.
        ACKED,
        /// That counts no more.
        UNACKED,
        /// Somebody works on it.
        OWNED,
        /// Nobody works on it any more.
        DISOWNED,
        /// It began to come and go.
        FLAPPING,
        /// It is calm again.
        CALM,
        /// It cannot be checked now.
        STALE,
        /// It is checked again.
        FRESH
    }
}
