package io.dotmac.model.alert;

/// Whether what an alert tells of is so now. Everything else about it is a fact of its own.
public enum AlertState {
    /// It is so.
    FIRING,
    /// It was so.
    RESOLVED
}
