package io.dotmac.server.platform.event;

import java.time.Instant;
import java.util.UUID;

/// An event that a consumer could not deal with.
///
/// @param id of the letter
/// @param consumer that gave up
/// @param event the fact
/// @param attempts that were made
/// @param error of the last one
/// @param deadAt when it was laid aside
public record DeadLetter(UUID id, String consumer, Event event, int attempts, String error, Instant deadAt) {}
