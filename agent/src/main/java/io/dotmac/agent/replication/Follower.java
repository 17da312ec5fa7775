package io.dotmac.agent.replication;

import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.ReplicationKind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A copy as its primary sees it.
///
/// @param kind how the copy is kept
/// @param name that the copy gave itself
/// @param address `ip:port` where it can be reached, empty when the primary does not know
/// @param state what it does, `UNKNOWN` when the primary may not tell
/// @param sync PostgreSQL's `sync_state`, or `async`
/// @param position in the log up to which the copy shows changes, absent when the primary may not tell
/// @param asOf monotonic time for which that holds
/// @param slot that it uses
/// @param silentSeconds since its primary last heard of it, where that is longer than usual
/// @param facts raw
public record Follower(
        ReplicationKind kind,
        String name,
        String address,
        LinkState state,
        String sync,
        @Nullable Long position,
        long asOf,
        @Nullable Slot slot,
        @Nullable Double silentSeconds,
        Map<String, String> facts) {
    /// Copies the facts.
    public Follower {
        facts = Map.copyOf(facts);
    }

    /// A replication slot on the primary.
    ///
    /// @param name of the slot
    /// @param keepsBytes of log that it holds back, absent when it is lost
    /// @param status PostgreSQL's `wal_status`
    public record Slot(String name, @Nullable Long keepsBytes, String status) {
        boolean failing() {
            return status.equals("lost") || status.equals("unreserved");
        }
    }
}
