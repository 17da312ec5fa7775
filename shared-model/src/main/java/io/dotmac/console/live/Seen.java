package io.dotmac.console.live;

import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import java.time.Duration;
import java.time.Instant;

/// A row and how much it is worth at one moment.
///
/// @param row as last heard
/// @param receivedAt when it was last confirmed, this console's clock
/// @param now the moment, this console's clock
/// @param offset what the clock behind the row's `since` is ahead of this console's
/// @param stale whether it is older than three intervals
/// @param direct whether this console's own probe found it
/// @param <T> kind of row
public record Seen<T extends LiveRow>(
        T row, Instant receivedAt, Instant now, Duration offset, boolean stale, boolean direct) {
    /// The row's severity, or `STALE`: a stale row is never drawn OK.
    public Severity severity() {
        Severity own = switch (row) {
            case LiveRow.Node node -> node.severity();
            case LiveRow.Dependency dependency -> dependency.state().severity();
            case LiveRow.Replication replication -> replication.link().severity();
            case LiveRow.Container container -> container.state().severity();
            case LiveRow.Workload workload -> workload.state().severity();
            case LiveRow.Alert alert -> alert.alert().severity();
        };
        return stale ? Severity.STALE : own;
    }

    /// Time since the row was last confirmed.
    public Duration age() {
        return positive(Duration.between(receivedAt, now));
    }

    /// Time since a moment that the row tells, for example its `since`.
    public Duration ageOf(Instant told) {
        return positive(Duration.between(told.minus(offset), now));
    }

    private static Duration positive(Duration age) {
        return age.isNegative() ? Duration.ZERO : age;
    }
}
