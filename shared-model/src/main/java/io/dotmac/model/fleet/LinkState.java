package io.dotmac.model.fleet;

/// What a replication link does.
public enum LinkState {
    /// Follows the primary.
    STREAMING,
    /// Follows, but still catches up.
    CATCHING_UP,
    /// Takes its first full copy.
    SYNCING,
    /// Receives, but replay was paused by hand.
    PAUSED,
    /// Not connected to the primary.
    CUT,
    /// Expected, but neither side knows of it.
    MISSING,
    /// Cannot be told.
    UNKNOWN
}
