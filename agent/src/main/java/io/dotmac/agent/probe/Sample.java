package io.dotmac.agent.probe;

import io.dotmac.model.fleet.Metrics;

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

    /// The target has no parts of a kind.
    ///
    /// @param prefix of the metrics that tell of such parts
    public static Sample none(String prefix) {
        return new Sample(Metrics.NO_PARTS, prefix, 1);
    }

    /// Of a part of the target, a count.
    public static Sample of(String metric, String instance, long value) {
        return new Sample(metric, instance, (double) value);
    }
}
