package io.dotmac.model.alert;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// How alerts of a span of time went, `GET /api/v1/alert-reports`.
///
/// @param from beginning
/// @param to end, not included; what became of the alerts later is in
/// @param by what the rows are about
/// @param rows the noisiest first, days in order
public record AlertReport(Instant from, Instant to, By by, List<Row> rows) {
    /// Copies the rows.
    public AlertReport {
        rows = List.copyOf(rows);
    }

    /// What a row is about.
    public enum By {
        /// A rule.
        RULE,
        /// The worst that an alert was.
        SEVERITY,
        /// The day on which it fired.
        DAY,
        /// The node that it was about.
        NODE
    }

    /// Alerts of one rule, severity, day or node.
    ///
    /// @param key name of it
    /// @param fired how often they fired
    /// @param alerts how many different ones
    /// @param acked how often somebody acknowledged or took them on while they fired
    /// @param resolved how often they ended
    /// @param ackSeconds from firing to that
    /// @param fixSeconds from firing to the end
    public record Row(
            String key, long fired, long alerts, long acked, long resolved, Spread ackSeconds, Spread fixSeconds) {}

    /// How long something took; absent where it never happened.
    ///
    /// @param median of all
    /// @param p95 what nineteen of twenty stayed below
    public record Spread(Optional<Double> median, Optional<Double> p95) {}
}
