package io.dotmac.model.fleet;

/// Why a [Health] is `UNKNOWN`.
public enum UnknownReason {
    /// The probe's own log-in may not read what it needs.
    PERMISSION,
    /// The last good reading is too old.
    STALE,
    /// The agent itself was too slow.
    TIMEOUT_LOCAL,
    /// Something that the probe needs was not set.
    NOT_CONFIGURED,
    /// The agent that watches it is silent.
    AGENT_LOST,
    /// This version of the dependency does not tell.
    UNSUPPORTED,
    /// The other side, which has the truth, cannot be reached.
    PRIMARY_UNREACHABLE,
    /// Not checked yet.
    PENDING
}
