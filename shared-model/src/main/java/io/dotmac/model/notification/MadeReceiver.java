package io.dotmac.model.notification;

import java.util.Optional;

/// A receiver that was just made, or whose secret was just changed.
///
/// @param receiver itself
/// @param secret with which its messages are signed; told this one time, and only of webhooks
public record MadeReceiver(Receiver receiver, Optional<String> secret) {}
