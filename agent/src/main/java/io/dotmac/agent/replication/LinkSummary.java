package io.dotmac.agent.replication;

import io.dotmac.agent.replication.Member.Copy;
import io.dotmac.agent.replication.Member.Primary;
import io.dotmac.agent.replication.Pairing.Pair;
import io.dotmac.agent.replication.PositionRing.Lag;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.UnknownReason;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The one line that an operator reads about a link.
final class LinkSummary {
    private LinkSummary() {}

    static String of(
            Pair pair,
            LinkState state,
            @Nullable Lag lag,
            @Nullable Long lagBytes,
            Follower.@Nullable Slot slot,
            @Nullable UnknownReason reason,
            boolean primaryReachable) {
        StringBuilder text = new StringBuilder(what(pair, state, reason, primaryReachable));
        boolean cut = state == LinkState.CUT || state == LinkState.MISSING;
        if (lag != null) {
            text.append(lag.lowerBound() ? "; at least " : "; ")
                    .append(seconds(lag.seconds()))
                    .append(" behind");
        } else if (reason == UnknownReason.NOT_CONFIGURED) {
            String primary = pair.primaryName().isEmpty() ? "its primary" : "its primary " + pair.primaryName();
            text.append("; ").append(primary).append(" is not watched here, so how far it is behind is not known");
        } else if (reason == UnknownReason.PENDING) {
            text.append("; for how long it is behind is not known yet");
        } else if (cut && primaryReachable && lagBytes != null && lagBytes == 0) {
            text.append("; had everything when it was lost");
        } else if (!primaryReachable && pair.primary() != null) {
            text.append("; had everything that was known");
        }
        if (lagBytes != null && lagBytes > 0 && (lag == null || lag.seconds() >= 1)) {
            text.append(", ").append(bytes(lagBytes)).append(" to apply");
        }
        if (slot != null && slot.failing()) {
            text.append("; slot ").append(slot.name()).append(" is ").append(slot.status());
        }
        return text.toString();
    }

    private static String what(Pair pair, LinkState state, @Nullable UnknownReason reason, boolean primaryReachable) {
        boolean elsewhere = reason == UnknownReason.NOT_CONFIGURED;
        String away = primaryReachable
                ? copyAway(pair)
                : elsewhere ? "" : ", primary " + pair.primaryName() + " out of reach";
        return switch (state) {
            case STREAMING -> "streaming" + away;
            case CATCHING_UP -> "catching up" + away;
            case SYNCING -> "taking its first copy" + away;
            case PAUSED -> "replay paused" + away;
            case CUT -> {
                if (pair.copy() != null
                        && pair.copy().reachable()
                        && pair.copy().side() instanceof Primary) {
                    yield primaryReachable ? "takes writes itself: two primaries" : "promoted, takes writes itself";
                }
                if (pair.follower() != null && pair.follower().silentSeconds() != null) {
                    yield "still connected, but silent" + away;
                }
                if (pair.copy() != null && pair.copy().side() instanceof Copy copy && copy.silentSeconds() != null) {
                    yield "still connected, but has heard nothing of its primary for " + seconds(copy.silentSeconds());
                }
                boolean gone = pair.copy() != null && !pair.copy().reachable();
                String primaryAway =
                        primaryReachable || elsewhere ? "" : ", primary " + pair.primaryName() + " out of reach";
                yield (gone ? "out of reach, not connected" : "not connected to the primary") + primaryAway;
            }
            case MISSING -> "expected, but " + pair.primaryName() + " sees no such copy";
            case UNKNOWN ->
                reason == UnknownReason.PERMISSION
                        ? "the probe's role may not read replication: grant pg_monitor"
                        : "primary " + pair.primaryName() + " out of reach";
        };
    }

    /// A copy may be well for its primary and yet answer nobody else.
    private static String copyAway(Pair pair) {
        Follower follower = pair.follower();
        String silent = follower == null || follower.silentSeconds() == null
                ? ""
                : ", nothing heard of it for " + seconds(follower.silentSeconds());
        return (pair.copy() == null || pair.copy().reachable() ? "" : ", itself out of reach") + silent;
    }

    static String seconds(double seconds) {
        if (seconds < 100) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        return seconds < 7200 ? Math.round(seconds / 60) + " min" : Math.round(seconds / 3600) + " h";
    }

    static String bytes(long bytes) {
        if (bytes < 10_000) {
            return bytes + " B";
        }
        return bytes < 10_000_000 ? bytes / 1_000 + " kB" : bytes / 1_000_000 + " MB";
    }
}
