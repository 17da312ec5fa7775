package io.dotmac.agent.replication;

import io.dotmac.agent.config.LagLimits;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.ReplicationKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one server of a replicated set said at its last reading.
///
/// @param target its name in the configuration
/// @param kind how copies are kept
/// @param cluster what all of the set have in common
/// @param address `ip:port` at which it was probed
/// @param reachable whether that reading is still good; `false` once the server is gone
/// @param readAt monotonic time of the reading
/// @param checkedAt the same by the wall clock
/// @param limits for its copies, when it is the primary; for itself otherwise
/// @param side what it is
/// @param facts raw
public record Member(
        String target,
        ReplicationKind kind,
        String cluster,
        String address,
        boolean reachable,
        long readAt,
        Instant checkedAt,
        LagLimits limits,
        Side side,
        Map<String, String> facts) {
    /// Copies the facts.
    public Member {
        facts = Map.copyOf(facts);
    }

    /// The same after the server went away.
    Member gone() {
        return new Member(target, kind, cluster, address, false, readAt, checkedAt, limits, side, facts);
    }

    /// Whether it says the same as `before`, but for positions.
    boolean resembles(Member before) {
        return reachable == before.reachable()
                && cluster.equals(before.cluster())
                && switch (side) {
                    case Primary primary ->
                        before.side() instanceof Primary then
                                && primary.history() == then.history()
                                && states(primary).equals(states(then));
                    case Copy copy ->
                        before.side() instanceof Copy then
                                && copy.upstream() == then.upstream()
                                && copy.upstreamAddress().equals(then.upstreamAddress())
                                && copy.paused() == then.paused()
                                && (copy.position() == null) == (then.position() == null);
                };
    }

    private static List<String> states(Primary primary) {
        return primary.followers().stream()
                .map(follower -> follower.name() + " " + follower.state())
                .toList();
    }

    /// Which part a server plays.
    public sealed interface Side {}

    /// Takes writes.
    ///
    /// @param position of its log now
    /// @param history changes when the log forks
    /// @param followers whom it sends its log to
    /// @param slots that no follower uses now, by name
    /// @param keepsBytes of log for copies that come back, absent without such a limit; who lacks more copies anew
    /// @param carriesOn the cluster whose log this one goes on with, absent where there was none before
    public record Primary(
            long position,
            long history,
            List<Follower> followers,
            Map<String, Follower.Slot> slots,
            @Nullable Long keepsBytes,
            @Nullable String carriesOn)
            implements Side {
        /// Copies the collections.
        public Primary {
            followers = List.copyOf(followers);
            slots = Map.copyOf(slots);
        }
    }

    /// Follows another.
    ///
    /// @param upstream what its own receiver does, `UNKNOWN` when it may not tell
    /// @param upstreamAddress `ip:port` of whom it follows, empty when it cannot tell
    /// @param position up to which it shows changes
    /// @param paused whether replay was paused by hand
    /// @param slot that it asks its primary for
    /// @param silentSeconds since it last heard of its primary, where that is longer than it waits for an answer
    public record Copy(
            LinkState upstream,
            String upstreamAddress,
            @Nullable Long position,
            boolean paused,
            @Nullable String slot,
            @Nullable Double silentSeconds)
            implements Side {}
}
