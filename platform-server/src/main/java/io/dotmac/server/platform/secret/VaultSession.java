package io.dotmac.server.platform.secret;

import io.github.jopenlibs.vault.Vault;
import java.time.Duration;
import java.time.Instant;

/// A log-in to Vault.
///
/// @param vault the driver with the token
/// @param begunAt when the token was made or renewed
/// @param lifetime of the token from then on; zero for one that never ends
/// @param renewable whether it may be made to live longer
record VaultSession(Vault vault, Instant begunAt, Duration lifetime, boolean renewable) {
    /// Whether the token is dead.
    boolean isOver(Instant now) {
        return !lifetime.isZero() && !now.isBefore(begunAt.plus(lifetime));
    }

    /// Whether two thirds of its life are over.
    boolean isDue(Instant now) {
        return !lifetime.isZero()
                && !now.isBefore(begunAt.plus(lifetime.multipliedBy(2).dividedBy(3)));
    }
}
