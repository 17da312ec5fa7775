package io.dotmac.console.resource;

import io.dotmac.console.live.Seen;
import io.dotmac.model.live.LiveRow;
import java.util.Optional;

/// A node with what its links say.
///
/// @param seen the node
/// @param worstLag largest known lag in seconds of the links that it watches
public record NodeRow(Seen<LiveRow.Node> seen, Optional<Double> worstLag) {}
