package io.dotmac.agent.collect.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.model.fleet.ContainerPhase;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A container as the engine's inspection shows it.
///
/// @param id of the engine
/// @param name without the leading slash
/// @param image as it was asked for
/// @param phase where it stands
/// @param oomKilled whether the kernel killed one of its processes for memory during this life
/// @param exitCode of the last end, 0 before any
/// @param error why the engine could not start it
/// @param startedAt last start
/// @param finishedAt last end
/// @param restarts by the restart policy
/// @param policy of restarts
/// @param policyMax most restarts of `on-failure`, 0 for no limit
/// @param check health check, absent without one
/// @param memoryLimit in bytes, 0 without one
/// @param project of Compose
/// @param service of Compose
/// @param ports that are published
/// @param tty whether its log is one plain stream
record Inspected(
        String id,
        String name,
        String image,
        ContainerPhase phase,
        boolean oomKilled,
        int exitCode,
        String error,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        int restarts,
        String policy,
        int policyMax,
        Optional<Check> check,
        long memoryLimit,
        Optional<String> project,
        Optional<String> service,
        List<String> ports,
        boolean tty) {
    private static final int MAX_PORTS = 40;

    /// A health check.
    ///
    /// @param status `starting`, `healthy`, `unhealthy`
    /// @param failures in a row
    /// @param output of the last one
    record Check(String status, int failures, String output) {}

    static Inspected from(JsonNode json) {
        JsonNode state = json.path("State");
        JsonNode host = json.path("HostConfig");
        JsonNode labels = json.path("Config").path("Labels");
        return new Inspected(
                json.path("Id").asText(),
                name(json),
                json.path("Config").path("Image").asText(json.path("Image").asText()),
                phase(state),
                state.path("OOMKilled").asBoolean(),
                state.path("ExitCode").asInt(),
                state.path("Error").asText("").strip(),
                time(state.path("StartedAt").asText("")),
                time(state.path("FinishedAt").asText("")),
                json.path("RestartCount").asInt(),
                policy(host),
                host.path("RestartPolicy").path("MaximumRetryCount").asInt(),
                check(state.path("Health").isMissingNode() ? state.path("Healthcheck") : state.path("Health")),
                host.path("Memory").asLong(),
                label(labels, "project"),
                label(labels, "service"),
                ports(json.path("NetworkSettings").path("Ports")),
                json.path("Config").path("Tty").asBoolean());
    }

    private static String name(JsonNode json) {
        String name = json.path("Name").asText();
        return name.startsWith("/") ? name.substring(1) : name;
    }

    private static ContainerPhase phase(JsonNode state) {
        return switch (state.path("Status").asText("").toLowerCase(Locale.ROOT)) {
            case "created", "configured", "initialized" -> ContainerPhase.CREATED;
            case "running" -> ContainerPhase.RUNNING;
            case "paused" -> ContainerPhase.PAUSED;
            case "restarting" -> ContainerPhase.RESTARTING;
            case "exited", "stopped", "stopping" -> ContainerPhase.EXITED;
            case "removing" -> ContainerPhase.REMOVING;
            case "dead" -> ContainerPhase.DEAD;
            default -> ContainerPhase.UNKNOWN;
        };
    }

    private static String policy(JsonNode host) {
        String policy = host.path("RestartPolicy").path("Name").asText("");
        return policy.isEmpty() ? "no" : policy;
    }

    private static Optional<Check> check(JsonNode health) {
        String status = health.path("Status").asText("");
        if (status.isEmpty() || status.equals("none")) {
            return Optional.empty();
        }
        JsonNode log = health.path("Log");
        String output =
                log.isEmpty() ? "" : log.get(log.size() - 1).path("Output").asText("");
        return Optional.of(new Check(status, health.path("FailingStreak").asInt(), output.strip()));
    }

    /// The engine writes the year 1 for never.
    private static Optional<Instant> time(String text) {
        try {
            Instant at = Instant.parse(text);
            return at.getEpochSecond() > 0 ? Optional.of(at) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> label(JsonNode labels, String part) {
        return Optional.ofNullable(labels.path("com.docker.compose." + part).asText(null));
    }

    private static List<String> ports(JsonNode ports) {
        List<String> published = new ArrayList<>();
        ports.properties()
                .forEach(port -> port.getValue()
                        .forEach(binding -> published.add(binding.path("HostIp").asText() + ":"
                                + binding.path("HostPort").asText() + "->" + port.getKey())));
        return published.stream().sorted().limit(MAX_PORTS).toList();
    }
}
