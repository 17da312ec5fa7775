package io.dotmac.model.agent;

import io.dotmac.model.Check;

/// `POST /api/v1/agents/{id}/revocation`: takes an agent out of service; its key is worth nothing from then on.
///
/// @param reason for the audit log, and for the log of the agent
public record Revocation(String reason) {
    /// The code with which the server turns such an agent away.
    public static final String CODE = "NODE_REVOKED";

    /// Refuses a blank or over-long reason.
    public Revocation {
        Check.name("reason", reason, 200);
    }
}
