package io.dotmac.agent.link;

/// The agent cannot work with its server or its state folder; the message says what to do.
public final class LinkFailure extends RuntimeException {
    /// @param message for an operator
    public LinkFailure(String message) {
        super(message);
    }

    /// @param message for an operator
    /// @param cause what happened
    public LinkFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
