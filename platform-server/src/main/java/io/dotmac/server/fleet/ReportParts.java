package io.dotmac.server.fleet;

import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.WorkloadState;
import io.dotmac.model.report.Inventory;
import io.dotmac.model.report.Inventory.Part;
import io.dotmac.model.report.Report;
import java.util.List;

/// The states of a report by kinds.
///
/// @param dependencies complete in a full report
/// @param links complete in a full report
/// @param containers what changed, now and then all
/// @param workloads what changed, now and then all
record ReportParts(
        Part<DependencyState> dependencies,
        Part<ReplicationLink> links,
        Part<ContainerState> containers,
        Part<WorkloadState> workloads) {
    static ReportParts of(Report report) {
        return new ReportParts(
                new Part<>(report.full(), report.dependencies(), List.of()),
                new Part<>(report.full(), report.replication(), List.of()),
                report.inventory().map(Inventory::containers).orElseGet(Part::none),
                report.inventory().map(Inventory::workloads).orElseGet(Part::none));
    }
}
