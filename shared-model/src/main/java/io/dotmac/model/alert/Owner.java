package io.dotmac.model.alert;

import java.time.Instant;
import java.util.UUID;

/// Somebody works on an alert.
///
/// @param id who
/// @param name of that person
/// @param at since when
public record Owner(UUID id, String name, Instant at) {}
