package io.dotmac.console.live;

import java.time.Instant;

/// What is looked at, rows and moment of one piece.
///
/// @param rows to show
/// @param now by which ages are told, this console's clock
public record Sight(Snapshot rows, Instant now) {}
