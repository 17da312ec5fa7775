package io.dotmac.server.platform.config;

/// The keeper of secrets does not answer, or does not give what was asked for.
public final class SecretsUnavailable extends RuntimeException {
    /// @param message tells who and why, and never a secret
    public SecretsUnavailable(String message) {
        super(message);
    }
}
