package io.dotmac.agent.collect.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// One reading of what a container uses.
///
/// @param at engine's clock
/// @param cpuNanos used since its start
/// @param memoryBytes without the page cache that can be dropped; absent when the engine does not tell
record Usage(Instant at, long cpuNanos, Optional<Long> memoryBytes) {
    /// Empty for a container that does not run.
    static Optional<Usage> from(JsonNode json) {
        JsonNode cpu = json.path("cpu_stats").path("cpu_usage").path("total_usage");
        Instant at = time(json.path("read").asText(""));
        if (!cpu.isNumber() || at.getEpochSecond() <= 0) {
            return Optional.empty();
        }
        return Optional.of(new Usage(at, cpu.asLong(), memory(json.path("memory_stats"))));
    }

    private static Optional<Long> memory(JsonNode memory) {
        JsonNode usage = memory.path("usage");
        if (!usage.isNumber()) {
            return Optional.empty();
        }
        JsonNode stats = memory.path("stats");
        // cgroup 1 tells the totals of the tree apart, cgroup 2 tells nothing else.
        JsonNode cache =
                stats.has("total_inactive_file") ? stats.path("total_inactive_file") : stats.path("inactive_file");
        long used = usage.asLong() - cache.asLong();
        return Optional.of(used >= 0 ? used : usage.asLong());
    }

    /// Share of one core since an earlier reading; wall time, for Podman's system time is not comparable.
    Optional<Double> cpuPercentSince(Usage before) {
        long wall = Duration.between(before.at, at).toNanos();
        long used = cpuNanos - before.cpuNanos;
        return wall > 0 && used >= 0 ? Optional.of(100.0 * used / wall) : Optional.empty();
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }
}
