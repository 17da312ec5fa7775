package io.dotmac.model.notification;

/// What a message is about.
public enum NoticeKind {
    /// Something is wrong.
    FIRING,
    /// It is over.
    RESOLVED,
    /// Something is still wrong, and nobody has it.
    REPEAT,
    /// Nobody took it on in time, so others are told.
    ESCALATION,
    /// Somebody has it.
    ACKNOWLEDGED,
    /// What there was no room for, together.
    SUMMARY,
    /// Whether a message arrives.
    TEST
}
