package io.dotmac.model.fleet;

/// Where a container stands in its life.
public enum ContainerPhase {
    /// Made, not started.
    CREATED,
    /// Runs.
    RUNNING,
    /// Frozen by hand.
    PAUSED,
    /// Ended, and waits to be started again by its restart policy.
    RESTARTING,
    /// Ended.
    EXITED,
    /// Being taken away.
    REMOVING,
    /// Could not be taken away.
    DEAD,
    /// Should be there, but is not.
    ABSENT,
    /// Cannot be told.
    UNKNOWN
}
