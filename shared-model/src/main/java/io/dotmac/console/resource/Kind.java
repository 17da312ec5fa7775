package io.dotmac.console.resource;

import io.dotmac.console.text.Ages;
import io.dotmac.console.text.Units;
import java.time.Duration;

/// What the values of a column are: how they are written, and which units a filter may give.
public enum Kind {
    /// Words.
    TEXT,
    /// A severity, which has an order.
    SEVERITY,
    /// A number of things.
    COUNT,
    /// Seconds, shown as `18.4 s`.
    SECONDS,
    /// Seconds, shown as `38 ms`; a bare number in a filter is milliseconds.
    LATENCY,
    /// Seconds, shown as `12 min`.
    AGE,
    /// Bytes.
    BYTES,
    /// 0 to 100.
    PERCENT;

    /// Whether values are compared as numbers.
    public boolean numeric() {
        return this != TEXT && this != SEVERITY;
    }

    /// Whether values are times in seconds.
    public boolean timely() {
        return this == SECONDS || this == LATENCY || this == AGE;
    }

    /// How a number of this kind is written.
    public String format(double value) {
        return switch (this) {
            case TEXT, SEVERITY, COUNT -> Units.count(Math.round(value));
            case SECONDS -> Units.seconds(value);
            case LATENCY -> Units.millis(value * 1000);
            case AGE -> Ages.of(Duration.ofMillis(Math.round(value * 1000)));
            case BYTES -> Units.bytes(value);
            case PERCENT -> Units.percent(value);
        };
    }
}
