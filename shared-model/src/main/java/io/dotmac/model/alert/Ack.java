package io.dotmac.model.alert;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Somebody has seen an alert.
///
/// @param by who
/// @param name of that person
/// @param why in their words, may be empty
/// @param at when
/// @param until when it counts no more; absent for as long as the alert fires
public record Ack(UUID by, String name, String why, Instant at, Optional<Instant> until) {}
