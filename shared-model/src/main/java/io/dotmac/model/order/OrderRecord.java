package io.dotmac.model.order;

import io.dotmac.model.fleet.NodeId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// An order that was given, `GET /api/v1/orders`.
///
/// @param id as the console chose it
/// @param node whose agent it went to
/// @param verb see [Order#verb()]
/// @param target see [Order#subject()]
/// @param askedBy user that asked
/// @param askedAt server's clock
/// @param state how far it has come
/// @param detail one line on the state
/// @param endedAt server's clock
public record OrderRecord(
        UUID id,
        NodeId node,
        String verb,
        String target,
        UUID askedBy,
        Instant askedAt,
        OrderState state,
        String detail,
        Optional<Instant> endedAt) {}
