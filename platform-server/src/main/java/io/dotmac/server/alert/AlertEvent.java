package io.dotmac.server.alert;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Transition.Kind;
import io.dotmac.server.platform.event.Event;

/// What others are told of an alert, in the events `alert.fired`, `alert.changed` and `alert.resolved`.
///
/// @param kind what happened
/// @param alert as it was from then on
public record AlertEvent(Kind kind, Alert alert) {
    /// It began.
    public static final String FIRED = "alert.fired";

    /// It became better or worse, or somebody has it.
    public static final String CHANGED = "alert.changed";

    /// It ended.
    public static final String RESOLVED = "alert.resolved";

    /// As it is told.
    Event event() {
        String type = switch (kind) {
            case FIRED -> FIRED;
            case RESOLVED -> RESOLVED;
            case LEVEL, ACKED, UNACKED, OWNED, DISOWNED, FLAPPING, CALM, STALE, FRESH -> CHANGED;
        };
        return Event.of(type, "alert", alert.fingerprint(), this);
    }
}
