package io.dotmac.server.platform.http;

/// A WebSocket that can be opened.
///
/// @param path of the upgrade
/// @param access who may open it
/// @param opening called for each that is opened
public record SocketRoute(String path, Access access, Opening opening) {
    /// Takes a new channel in.
    @FunctionalInterface
    public interface Opening {
        /// Returns who hears what the other side says. Called on the channel's own thread.
        Ear open(Caller caller, Channel channel);
    }

    /// Hears what the other side of a channel says.
    public interface Ear {
        /// A whole text message. May throw [Refusal] or a malformed-JSON error: the channel is closed with it.
        void text(String message);

        /// The channel is gone; called once, whatever the reason.
        void gone();
    }
}
