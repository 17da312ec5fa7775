package io.dotmac.agent.config;

import java.time.Duration;

/// How often a target is checked.
///
/// @param interval between two checks
/// @param timeout of one check, shorter than the interval, so that checks never pile up
/// @param optional whether its checks rest while the agent uses too much of the machine
public record Schedule(Duration interval, Duration timeout, boolean optional) {
    private static final Duration LONGEST_USUAL_TIMEOUT = Duration.ofSeconds(5);

    /// The usual timeout for `interval`.
    public static Schedule every(Duration interval) {
        return new Schedule(interval, usualTimeout(interval), false);
    }

    static Schedule from(Section section, Duration usual) {
        Duration interval = section.duration("interval", usual, Duration.ofMillis(500), Duration.ofDays(1));
        Duration timeout =
                section.duration("timeout", usualTimeout(interval), Duration.ofMillis(100), Duration.ofMinutes(1));
        if (timeout.compareTo(interval) >= 0) {
            section.violation(
                    "timeout", "is " + Units.text(timeout) + ", must be less than interval, " + Units.text(interval));
        }
        return new Schedule(interval, timeout, section.flag("optional", false));
    }

    private static Duration usualTimeout(Duration interval) {
        Duration timeout = Duration.ofNanos(interval.toNanos() / 4 * 3);
        return timeout.compareTo(LONGEST_USUAL_TIMEOUT) > 0 ? LONGEST_USUAL_TIMEOUT : timeout;
    }
}
