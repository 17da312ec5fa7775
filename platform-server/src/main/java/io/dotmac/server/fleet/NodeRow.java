package io.dotmac.server.fleet;

import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.HostSummary;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.WorkloadState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A node as stored.
///
/// @param key of the node
/// @param name unique in the tenant
/// @param agentVersion of the program
/// @param os name and version
/// @param state whether the agent was heard
/// @param since when `state` last changed
/// @param lastSeen when the last report came in
/// @param position of the newest report
/// @param intervalMillis between its regular reports
/// @param clockOffsetMillis what its clock is ahead of the server's
/// @param host figures of the machine
/// @param dependencies what it watches
/// @param replication links that it watches
/// @param containers that run on it
/// @param workloads of the cluster that it watches
record NodeRow(
        NodeKey key,
        String name,
        String agentVersion,
        String os,
        NodeState state,
        Instant since,
        Optional<Instant> lastSeen,
        Optional<Position> position,
        long intervalMillis,
        Optional<Long> clockOffsetMillis,
        Optional<HostSummary> host,
        List<Observed<DependencyState>> dependencies,
        List<Observed<ReplicationLink>> replication,
        List<Observed<ContainerState>> containers,
        List<Observed<WorkloadState>> workloads) {
    NodeRow {
        dependencies = List.copyOf(dependencies);
        replication = List.copyOf(replication);
        containers = List.copyOf(containers);
        workloads = List.copyOf(workloads);
    }

    /// A state, and which report brought it.
    ///
    /// @param name unique on the node
    /// @param state as reported
    /// @param position of the report
    /// @param receivedAt server's clock
    /// @param <S> kind of state
    record Observed<S>(String name, S state, Position position, Instant receivedAt) {}
}
