package io.dotmac.model.auth;

import java.time.Instant;
import java.util.UUID;

/// A place where somebody is logged in.
///
/// @param id of the session
/// @param createdAt when he logged in
/// @param lastUsedAt when it was last renewed
/// @param expiresAt when he must log in again in any case
/// @param address that he logged in from
/// @param client program that he logged in with, empty when it did not say
/// @param current whether it is the one that asks
public record LogInSession(
        UUID id,
        Instant createdAt,
        Instant lastUsedAt,
        Instant expiresAt,
        String address,
        String client,
        boolean current) {}
