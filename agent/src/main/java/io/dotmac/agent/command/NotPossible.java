package io.dotmac.agent.command;

/// An order that this agent cannot, or may not, carry out; the message says why.
public final class NotPossible extends RuntimeException {
    /// @param message for the operator
    public NotPossible(String message) {
        super(message);
    }
}
