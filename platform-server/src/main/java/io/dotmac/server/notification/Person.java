package io.dotmac.server.notification;

import java.util.UUID;

/// A user as notifications know one.
///
/// @param id of the user
/// @param name for people
/// @param active whether the user may come in
public record Person(UUID id, String name, boolean active) {}
