package io.dotmac.model.notification;

/// What becomes of a message when a server died while it sent it, so that nobody knows whether it arrived.
public enum InDoubt {
    /// It is sent again with the same identity, by which the receiver knows it.
    AGAIN,
    /// It is not sent again, and shows as `doubtful`.
    DROP
}
