package io.dotmac.model.agent;

/// `POST /api/v1/agents/nonce`: what an agent signs to show that it has its key. Needs no agreement on the time.
///
/// @param nonce opaque, good for a minute
public record Nonce(String nonce) {}
