package io.dotmac.model.agent;

import io.dotmac.model.Check;

/// `POST /api/v1/agents/enrol`: an agent trades its one-use token for a node of its own.
///
/// @param token minted by an operator, good once and for at most an hour
/// @param name of the node, unique in the tenant
/// @param publicKey the agent's P-256 key as base64 of its X.509 SubjectPublicKeyInfo; the private half never leaves it
/// @param agentVersion of the program
/// @param os name and version
public record Enrolment(String token, String name, String publicKey, String agentVersion, String os) {
    /// Refuses blank and over-long parts.
    public Enrolment {
        Check.name("token", token, 128);
        Check.name("name", name, 64);
        Check.name("public_key", publicKey, 512);
        Check.name("agent_version", agentVersion, 64);
        Check.name("os", os, 128);
    }

    @Override
    public String toString() {
        return "Enrolment[name=" + name + ", token=***]";
    }
}
