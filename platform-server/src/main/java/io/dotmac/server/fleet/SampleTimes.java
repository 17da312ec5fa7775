package io.dotmac.server.fleet;

import io.dotmac.model.report.Report;
import java.time.Duration;
import java.time.Instant;

/// Brings an agent's times to the server's clock: corrected by the offset that the agent measured. What would still lie
/// more than five minutes ahead is set to the time of receipt; what is older than the retention is dropped.
final class SampleTimes {
    static final Duration MAX_AHEAD = Duration.ofMinutes(5);

    /// Stands for a row that is not kept.
    static final long DROPPED = Long.MIN_VALUE;

    private final long base;
    private final long received;
    private final long oldest;
    private int clamped;
    private int dropped;

    SampleTimes(Report report, Instant receivedAt, Instant oldest) {
        this.base = report.samples().base().toEpochMilli()
                - report.clockOffsetMillis().orElse(0L);
        this.received = receivedAt.toEpochMilli();
        this.oldest = oldest.toEpochMilli();
    }

    /// Milliseconds since the epoch for a row measured `after` milliseconds after the base, or [#DROPPED].
    long at(int after) {
        long at = base + after;
        if (at > received + MAX_AHEAD.toMillis()) {
            clamped++;
            return received;
        }
        if (at < oldest) {
            dropped++;
            return DROPPED;
        }
        return at;
    }

    int clamped() {
        return clamped;
    }

    int dropped() {
        return dropped;
    }
}
