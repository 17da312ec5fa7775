package io.dotmac.agent.collect.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What happened to a container.
///
/// @param action for example `die`, `oom`, `health_status: unhealthy`
/// @param container id
/// @param nanos since the epoch, engine's clock
/// @param attributes for example `exitCode`, `signal`, `name`
record DockerEvent(String action, String container, long nanos, Map<String, String> attributes) {
    private static final long SECOND = 1_000_000_000;

    DockerEvent {
        attributes = Map.copyOf(attributes);
    }

    static DockerEvent from(JsonNode json) {
        Map<String, String> attributes = new HashMap<>();
        json.path("Actor").path("Attributes").properties().forEach(entry -> {
            attributes.put(entry.getKey(), entry.getValue().asText());
        });
        long nanos = json.path("timeNano").asLong(json.path("time").asLong() * SECOND);
        return new DockerEvent(
                json.path("Action").asText(json.path("status").asText()),
                json.path("Actor").path("ID").asText(json.path("id").asText()),
                nanos,
                attributes);
    }

    Instant at() {
        return Instant.ofEpochSecond(nanos / SECOND, nanos % SECOND);
    }

    /// As `since` of a later call takes it.
    String since() {
        return nanos / SECOND + "." + String.format(java.util.Locale.ROOT, "%09d", nanos % SECOND);
    }

    Optional<Integer> number(String attribute) {
        String text = attributes.getOrDefault(attribute, "");
        return text.matches("[0-9]{1,6}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }
}
