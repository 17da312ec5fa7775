package io.dotmac.model.agent;

import io.dotmac.model.fleet.NodeId;
import java.time.Instant;
import java.util.Optional;

/// An agent as its keeper sees it, `GET /api/v1/agents`; those taken out of service are listed, too.
///
/// @param id of its node
/// @param name of its node, unique in the tenant
/// @param agentVersion of the program, as of its last report
/// @param os name and version
/// @param fingerprint of its key, as `dotmac-agent enrol` prints it
/// @param enrolledAt server's clock
/// @param lastSeen when its last report came in
/// @param revokedAt when it was taken out of service; absent while it is in
/// @param revokedReason why
public record AgentInfo(
        NodeId id,
        String name,
        String agentVersion,
        String os,
        String fingerprint,
        Instant enrolledAt,
        Optional<Instant> lastSeen,
        Optional<Instant> revokedAt,
        Optional<String> revokedReason) {}
