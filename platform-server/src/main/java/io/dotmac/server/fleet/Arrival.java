package io.dotmac.server.fleet;

import io.dotmac.model.report.Report;
import java.time.Instant;

/// A report that came in.
///
/// @param key of the node
/// @param report as sent
/// @param receivedAt server's clock
record Arrival(NodeKey key, Report report, Instant receivedAt) {
    Position position() {
        return Position.of(report, receivedAt);
    }
}
