package io.dotmac.model.fleet;

/// Whether a node's agent is heard.
public enum NodeState {
    /// Enrolled, has never reported.
    NEW,
    /// Reports in time.
    UP,
    /// Late by two and a half intervals.
    SUSPECT,
    /// Silent for more than 35 s; what it watched is unknown.
    DOWN
}
