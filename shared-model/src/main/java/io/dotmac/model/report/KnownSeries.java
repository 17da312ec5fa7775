package io.dotmac.model.report;

import io.dotmac.model.fleet.NodeId;

/// A series that was ever reported, `GET /api/v1/fleet/series-names`.
///
/// @param id in the order in which they were first reported
/// @param node where
/// @param nodeName its name
/// @param target on the node
/// @param metric name of the metric
/// @param instance part of the target, or empty
public record KnownSeries(long id, NodeId node, String nodeName, String target, String metric, String instance) {}
