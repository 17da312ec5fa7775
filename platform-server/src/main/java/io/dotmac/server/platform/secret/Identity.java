package io.dotmac.server.platform.secret;

import io.dotmac.model.fleet.TenantId;
import java.util.Optional;
import java.util.UUID;

/// What a token says of its bearer.
///
/// @param kind person or agent
/// @param id of the user or node
/// @param tenant it belongs to; absent for platform staff
/// @param role of a user, `agent` for an agent
public record Identity(Kind kind, UUID id, Optional<Home> tenant, String role) {
    /// Kinds of bearers.
    public enum Kind {
        /// A person or service.
        USER,
        /// A node's agent.
        AGENT
    }

    /// The tenant of a bearer.
    ///
    /// @param id of the tenant
    /// @param slug of the tenant
    public record Home(TenantId id, String slug) {}
}
