package io.dotmac.model.report;

import io.dotmac.model.Check;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.HostSummary;
import io.dotmac.model.fleet.ReplicationLink;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One batch of an agent, `POST /api/v1/agents/reports`; the node is known by its access token.
///
/// The server stores each (node, boot, seq) once, however often it is sent.
///
/// @param boot of the agent's process, random at each start
/// @param seq 1, 2, 3... within the boot
/// @param collectedAt agent's clock
/// @param monotonicMillis agent's monotonic clock, for order when the wall clock jumps
/// @param full `true` when the two lists of states are complete, so that what is absent is gone; else only what changed
/// @param intervalMillis until the agent's next regular report; the server calls it late by this
/// @param agentVersion of the program
/// @param clockOffsetMillis what the agent's clock is ahead of the server's, as the agent measured it
/// @param host figures of the machine
/// @param dependencies states
/// @param replication states
/// @param samples measured values
/// @param gaps what was lost since the last report
/// @param inventory containers and workloads; absent when nothing is to be told of them
public record Report(
        String boot,
        long seq,
        Instant collectedAt,
        long monotonicMillis,
        boolean full,
        long intervalMillis,
        String agentVersion,
        Optional<Long> clockOffsetMillis,
        Optional<HostSummary> host,
        List<DependencyState> dependencies,
        List<ReplicationLink> replication,
        Samples samples,
        List<Gap> gaps,
        Optional<Inventory> inventory) {
    /// Refuses parts out of range and copies the lists.
    public Report {
        Check.name("boot", boot, 64);
        Check.range("seq", seq, 1, 1L << 52);
        Check.range("interval_millis", intervalMillis, 100, 3_600_000);
        Check.name("agent_version", agentVersion, 64);
        limit("dependencies", dependencies.size(), 1_000);
        limit("replication", replication.size(), 1_000);
        limit("gaps", gaps.size(), 1_000);
        dependencies = List.copyOf(dependencies);
        replication = List.copyOf(replication);
        gaps = List.copyOf(gaps);
    }

    /// A report that tells nothing of containers and workloads.
    public Report(
            String boot,
            long seq,
            Instant collectedAt,
            long monotonicMillis,
            boolean full,
            long intervalMillis,
            String agentVersion,
            Optional<Long> clockOffsetMillis,
            Optional<HostSummary> host,
            List<DependencyState> dependencies,
            List<ReplicationLink> replication,
            Samples samples,
            List<Gap> gaps) {
        this(
                boot,
                seq,
                collectedAt,
                monotonicMillis,
                full,
                intervalMillis,
                agentVersion,
                clockOffsetMillis,
                host,
                dependencies,
                replication,
                samples,
                gaps,
                Optional.empty());
    }

    private static void limit(String part, int size, int max) {
        if (size > max) {
            throw new IllegalArgumentException(part + " has " + size + " entries, at most " + max);
        }
    }
}
