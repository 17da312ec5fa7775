package io.dotmac.model.live;

/// What can be subscribed to.
public enum Topic {
    /// [LiveRow.Node] rows.
    NODES,
    /// [LiveRow.Dependency] rows.
    DEPENDENCIES,
    /// [LiveRow.Replication] rows.
    REPLICATION,
    /// [LiveRow.Container] rows.
    CONTAINERS,
    /// [LiveRow.Workload] rows.
    WORKLOADS,
    /// [LiveRow.Alert] rows.
    ALERTS
}
