package io.dotmac.server.auth.oidc;

/// What came from a provider cannot be trusted, or nothing came; the message is for the log.
public final class OidcFailure extends RuntimeException {
    private final boolean unreachable;

    private OidcFailure(String message, boolean unreachable, Throwable cause) {
        super(message, cause);
        this.unreachable = unreachable;
    }

    private OidcFailure(String message) {
        super(message);
        this.unreachable = false;
    }

    /// What came is not to be trusted.
    static OidcFailure untrusted(String message) {
        return new OidcFailure(message);
    }

    /// What came cannot be read.
    static OidcFailure unreadable(String message, Throwable cause) {
        return new OidcFailure(message, false, cause);
    }

    /// Nothing came.
    static OidcFailure unreachable(String message, Throwable cause) {
        return new OidcFailure(message, true, cause);
    }

    /// Whether trying again may help.
    public boolean isUnreachable() {
        return unreachable;
    }
}
