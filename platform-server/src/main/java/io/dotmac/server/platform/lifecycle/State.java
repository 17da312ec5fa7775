package io.dotmac.server.platform.lifecycle;

/// How the process is.
public enum State {
    /// Listens, nothing else.
    STARTING,
    /// Goes through its phases.
    INITIALIZING,
    /// All phases are done; no health check has run yet.
    READY,
    /// Every required dependency answers.
    HEALTHY,
    /// A required dependency does not.
    UNHEALTHY,
    /// Ends what is under way.
    SHUTTING_DOWN,
    /// Could not start.
    FAILED
}
