package io.dotmac.model.alert;

/// What it means when values stop although their node is heard.
public enum MissingData {
    /// An alert stays as it is, and is marked as stale.
    KEEP,
    /// An alert ends.
    RESOLVE,
    /// That is an alert itself.
    FIRE
}
