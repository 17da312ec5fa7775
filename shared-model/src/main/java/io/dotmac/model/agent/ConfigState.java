package io.dotmac.model.agent;

/// What an agent made of a configuration.
public enum ConfigState {
    /// It was not told yet.
    WANTED,
    /// It works by it, and its reports arrive.
    APPLIED,
    /// It is wrong; the agent goes on with what it had.
    REFUSED,
    /// It lost its link under it, and went back to what it had.
    ROLLED_BACK
}
