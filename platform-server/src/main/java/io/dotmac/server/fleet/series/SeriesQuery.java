package io.dotmac.server.fleet.series;

import io.dotmac.model.report.Aggregate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Which values are asked for. Ends lie on multiples of the step, so that buckets are the same whenever one asks.
///
/// @param which series
/// @param from beginning of the first bucket
/// @param to end of the last
/// @param step length of a bucket
/// @param aggregate what a bucket tells
record SeriesQuery(Which which, Instant from, Instant to, Duration step, Aggregate aggregate) {
    /// Which series; an empty list means any.
    ///
    /// @param metric its name
    /// @param nodes ids or names
    /// @param targets on the nodes
    /// @param instances of the targets
    record Which(String metric, List<String> nodes, List<String> targets, List<String> instances) {
        Which {
            nodes = List.copyOf(nodes);
            targets = List.copyOf(targets);
            instances = List.copyOf(instances);
        }
    }

    /// How many buckets there are; of a query that nobody has held against the most, the most that an `int` can tell.
    int buckets() {
        return (int) Math.min(Integer.MAX_VALUE, Duration.between(from, to).toSeconds() / step.toSeconds());
    }
}
