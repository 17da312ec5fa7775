package io.dotmac.agent.probe;

/// One measured value of a target.
///
/// @param metric Prometheus-style name
/// @param instance part of the target, empty for the whole
/// @param value finite; others are dropped
public record Sample(String metric, String instance, double value) {
    /// Of the whole target.
    public static Sample of(String metric, double value) {
        return new Sample(metric, "", value);
    }

    /// Of the whole target, a count.
    public static Sample of(String metric, long value) {
        return new Sample(metric, "", (double) value);
    }

    /// Of a part of the target, a count.
    public static Sample of(String metric, String instance, long value) {
        return new Sample(metric, instance, (double) value);
    }
}
