package io.dotmac.model.report;

import io.dotmac.model.fleet.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Stored values of one metric on many nodes, `GET /api/v1/fleet/series`. Bucket `i` covers `[from + i * step, from +
/// (i + 1) * step)`; where nothing was reported it is empty, and nothing is made up across such a gap.
///
/// @param metric that was asked for
/// @param from beginning of the first bucket, on a multiple of the step
/// @param to end of the last bucket
/// @param stepSeconds length of a bucket
/// @param aggregate what a bucket tells
/// @param source where the values were read
/// @param series by node, target and instance
public record SeriesSet(
        String metric,
        Instant from,
        Instant to,
        long stepSeconds,
        Aggregate aggregate,
        Source source,
        List<Line> series) {
    /// Copies the list.
    public SeriesSet {
        series = List.copyOf(series);
    }

    /// Where values are read.
    public enum Source {
        /// The samples themselves.
        RAW,
        /// What they came to in each minute.
        MINUTE,
        /// What they came to in each hour.
        HOUR,
        /// The store of metrics that samples are written on to.
        PROMETHEUS
    }

    /// One series.
    ///
    /// @param node where
    /// @param nodeName its name
    /// @param target on the node
    /// @param instance part of the target, or empty
    /// @param values one for each bucket
    public record Line(NodeId node, String nodeName, String target, String instance, List<Optional<Double>> values) {
        /// Copies the list.
        public Line {
            values = List.copyOf(values);
        }
    }
}
