package io.dotmac.model.fleet;

import java.util.Optional;

/// The few figures of a machine that stand in the list of nodes; each absent until it was measured.
///
/// @param cpuPercent busy share of all cores, 0 to 100
/// @param memoryPercent share of memory that is not available, 0 to 100
/// @param diskPercent fullest real file system, 0 to 100
/// @param loadPerCore one-minute load average over the number of cores
/// @param uptimeSeconds since the machine booted
public record HostSummary(
        Optional<Double> cpuPercent,
        Optional<Double> memoryPercent,
        Optional<Double> diskPercent,
        Optional<Double> loadPerCore,
        Optional<Long> uptimeSeconds) {}
