package io.dotmac.server.platform.secret;

import io.dotmac.model.fleet.TenantId;
import java.util.Optional;
import java.util.UUID;

/// What a credential says of its bearer.
///
/// @param kind of bearer
/// @param id of the user, service account or node
/// @param tenant it belongs to; absent for platform staff
/// @param role of a user, `agent` for an agent
/// @param session that the log-in began; absent for keys and agents
public record Identity(Kind kind, UUID id, Optional<Home> tenant, String role, Optional<UUID> session) {
    /// Without a session.
    public Identity(Kind kind, UUID id, Optional<Home> tenant, String role) {
        this(kind, id, tenant, role, Optional.empty());
    }

    /// Kinds of bearers. What is made for one kind, such as a role, is never given to another.
    public enum Kind {
        /// A person who works for a tenant.
        USER,
        /// A person who works for the platform, and belongs to no tenant.
        ADMIN,
        /// A tenant's own program.
        SERVICE,
        /// A node's agent.
        AGENT
    }

    /// The tenant of a bearer.
    ///
    /// @param id of the tenant
    /// @param slug of the tenant
    public record Home(TenantId id, String slug) {
        /// Whether `name` is its slug or id.
        public boolean isCalled(String name) {
            return slug.equals(name) || id.toString().equalsIgnoreCase(name);
        }
    }
}
