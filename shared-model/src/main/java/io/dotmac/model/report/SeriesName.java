package io.dotmac.model.report;

import io.dotmac.model.Check;

/// What a row of samples measures on a node.
///
/// @param target name of a dependency or replication link, `host` or `agent`
/// @param metric Prometheus-style name with its base unit, for example `replication_lag_seconds`
/// @param instance part of the target, for example a mount point; empty for the whole
public record SeriesName(String target, String metric, String instance) {
    /// Refuses blank and over-long parts.
    public SeriesName {
        Check.name("target", target, 64);
        Check.name("metric", metric, 100);
        Check.line("instance", instance, 128);
    }
}
