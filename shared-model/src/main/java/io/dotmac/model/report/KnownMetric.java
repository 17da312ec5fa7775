package io.dotmac.model.report;

import java.util.List;

/// A metric that was ever reported, `GET /api/v1/fleet/metrics`.
///
/// @param metric its name
/// @param series how many series have it
/// @param nodes on how many nodes
/// @param targets of those series, the first 20
public record KnownMetric(String metric, long series, long nodes, List<String> targets) {
    /// Copies the list.
    public KnownMetric {
        targets = List.copyOf(targets);
    }
}
