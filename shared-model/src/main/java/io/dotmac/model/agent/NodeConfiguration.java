package io.dotmac.model.agent;

import io.dotmac.model.fleet.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// One revision of how an agent is to work.
///
/// @param node whose agent
/// @param revision 1, 2, 3...; the highest is wanted
/// @param yaml as it was given
/// @param madeBy user
/// @param madeAt server's clock
/// @param state what the agent made of it
/// @param violations why it was refused or rolled back, each naming key, value and what is allowed
/// @param stateAt when the agent told, server's clock
public record NodeConfiguration(
        NodeId node,
        int revision,
        String yaml,
        UUID madeBy,
        Instant madeAt,
        ConfigState state,
        List<String> violations,
        Instant stateAt) {
    /// Copies the violations.
    public NodeConfiguration {
        violations = List.copyOf(violations);
    }
}
