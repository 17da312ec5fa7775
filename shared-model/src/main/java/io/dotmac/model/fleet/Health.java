package io.dotmac.model.fleet;

/// Whether a thing does its work.
public enum Health {
    /// Works.
    UP,
    /// Works, but past a threshold.
    DEGRADED,
    /// Does not work.
    DOWN,
    /// Cannot be told; an [UnknownReason] says why. Never drawn as working.
    UNKNOWN
}
