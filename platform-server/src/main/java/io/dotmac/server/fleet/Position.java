package io.dotmac.server.fleet;

import io.dotmac.model.report.Report;
import java.time.Instant;

/// Where a report stands in the order of a node's reports.
///
/// Within one start of the agent the sequence number tells. Between starts it is the time of collection by the server's
/// clock, never later than the report came in, so that a clock that jumps cannot shut out what follows.
///
/// @param boot start of the agent
/// @param seq within the boot
/// @param collectedAt by the server's clock
record Position(String boot, long seq, Instant collectedAt) {
    static Position of(Report report, Instant receivedAt) {
        Instant collected =
                report.collectedAt().minusMillis(report.clockOffsetMillis().orElse(0L));
        return new Position(report.boot(), report.seq(), collected.isAfter(receivedAt) ? receivedAt : collected);
    }

    boolean isAfter(Position other) {
        return boot.equals(other.boot) ? seq > other.seq : !collectedAt.isBefore(other.collectedAt);
    }
}
