package io.dotmac.server.alert;

/// What is measured on a node.
///
/// @param metric name of the metric
/// @param target dependency, link, container or `host`
/// @param instance part of the target, or empty
record Series(String metric, String target, String instance) {}
