package io.dotmac.server.platform.job;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.model.Json;
import io.dotmac.model.fleet.TenantId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Work that somebody asked for, and how it goes.
///
/// @param id of the job
/// @param tenant whose; absent for the platform's
/// @param kind which handler does it
/// @param state how it stands
/// @param parameters what exactly is to be done
/// @param progress in percent
/// @param result of a job that is done
/// @param error of the last attempt that failed, else empty
/// @param attempts that were begun
/// @param createdBy who asked
/// @param createdAt when it was asked for
/// @param startedAt when the last attempt began
/// @param finishedAt when it was done or given up
public record Job(
        UUID id,
        Optional<TenantId> tenant,
        String kind,
        State state,
        JsonNode parameters,
        int progress,
        Optional<JsonNode> result,
        String error,
        int attempts,
        Optional<UUID> createdBy,
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt) {
    /// How a job stands.
    public enum State {
        /// Waits for a worker, or for its next attempt.
        QUEUED,
        /// Under way.
        RUNNING,
        /// Done.
        DONE,
        /// Given up after the last attempt; may be replayed.
        DEAD
    }

    /// The parameters as a wire record.
    @JsonIgnore
    public <T> T parameters(Class<T> type) {
        return Json.read(parameters.toString(), type);
    }
}
