package io.dotmac.model.notification;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Who is on call at a time.
///
/// @param at when
/// @param receiver who; absent when nobody is
/// @param name of the receiver, empty when nobody is
/// @param because of which layer or override
/// @param until when that may change
public record OnCallTurn(Instant at, Optional<UUID> receiver, String name, String because, Instant until) {}
