package io.dotmac.server.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// An entry as it is shown.
///
/// @param seq its number in the chain
/// @param at when
/// @param actorKind who: `user`, `agent`, `system`...
/// @param actorId who
/// @param actorRole as what
/// @param action what was done
/// @param targetType to what
/// @param targetId to what
/// @param before what it was
/// @param after what it is
/// @param requestId of the request, or empty
/// @param address that the request came from, or empty
/// @param hash of the row, hexadecimal
public record AuditRecord(
        long seq,
        Instant at,
        String actorKind,
        Optional<UUID> actorId,
        String actorRole,
        String action,
        String targetType,
        String targetId,
        Optional<JsonNode> before,
        Optional<JsonNode> after,
        String requestId,
        String address,
        String hash) {}
