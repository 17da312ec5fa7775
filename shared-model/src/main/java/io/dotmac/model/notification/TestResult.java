package io.dotmac.model.notification;

import java.util.UUID;

/// What became of a test message.
///
/// @param receiver whom it was for
/// @param name of the receiver
/// @param sent whether the receiver took it
/// @param error why not, or what is worth knowing all the same
/// @param millis how long it took
/// @param delivery id of the message
public record TestResult(UUID receiver, String name, boolean sent, String error, long millis, UUID delivery) {}
