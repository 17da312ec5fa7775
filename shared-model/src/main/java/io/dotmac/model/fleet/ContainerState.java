package io.dotmac.model.fleet;

import io.dotmac.model.Check;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A container as its engine shows it, and why it is as it is.
///
/// @param name unique on the node
/// @param runtime `docker` or `podman`
/// @param id the engine's own; empty for a container that is absent
/// @param image that it was made from
/// @param phase where it stands in its life
/// @param health whether it works
/// @param severity how much that matters
/// @param reason why `health` is unknown, present just then
/// @param cause one line that says why it is not well, for example `OOM at 512 MiB limit, 3rd in 10 min`; empty when
/// all is as it should be
/// @param exitCode of its last end
/// @param restarts by its restart policy, as the engine counts them
/// @param startedAt its last start, engine's clock
/// @param finishedAt its last end, engine's clock
/// @param cpuPercent of one core, 0 to 100 times the number of cores
/// @param memoryBytes in use without the page cache that can be dropped
/// @param memoryLimitBytes that it may use; absent without a limit
/// @param project of Compose
/// @param service of Compose
/// @param ports that are published, for example `0.0.0.0:8080->80/tcp`
/// @param since when `phase`, `health` or `severity` last changed, agent's clock
/// @param checkedAt when it was last looked at, agent's clock
/// @param facts what the engine told, raw, for the detail view
public record ContainerState(
        String name,
        String runtime,
        String id,
        String image,
        ContainerPhase phase,
        Health health,
        Severity severity,
        Optional<UnknownReason> reason,
        String cause,
        Optional<Integer> exitCode,
        int restarts,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        Optional<Double> cpuPercent,
        Optional<Long> memoryBytes,
        Optional<Long> memoryLimitBytes,
        Optional<String> project,
        Optional<String> service,
        List<String> ports,
        Instant since,
        Instant checkedAt,
        Map<String, String> facts) {
    /// Longest name.
    public static final int MAX_NAME = 255;

    /// Refuses over-long parts and copies the collections.
    public ContainerState {
        Check.name("name", name, MAX_NAME);
        Check.name("runtime", runtime, 32);
        Check.line("id", id, 64);
        Check.line("image", image, 512);
        Check.line("cause", cause, 500);
        if (ports.size() > 100) {
            throw new IllegalArgumentException("ports has " + ports.size() + " entries, at most 100");
        }
        if (facts.size() > 100) {
            throw new IllegalArgumentException("facts has " + facts.size() + " entries, at most 100");
        }
        ports = List.copyOf(ports);
        facts = Map.copyOf(facts);
    }
}
