package io.dotmac.model.alert;

import io.dotmac.model.fleet.Severity;

/// How far a value is past the edges of its rule.
public enum Level {
    /// Within them.
    OK,
    /// Past the warning edge.
    WARNING,
    /// Past the critical edge.
    CRITICAL;

    /// The worse of the two.
    public Level worse(Level other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /// The milder of the two.
    public Level milder(Level other) {
        return compareTo(other) <= 0 ? this : other;
    }

    /// As consoles colour it.
    public Severity severity() {
        return switch (this) {
            case OK -> Severity.OK;
            case WARNING -> Severity.MINOR;
            case CRITICAL -> Severity.CRITICAL;
        };
    }
}
