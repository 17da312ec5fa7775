package io.dotmac.agent.replication;

import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.ReplicationKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What must be known of a link's past to judge its present. Used by one thread.
final class LinkMemory {
    private static final int EDGE_SAMPLES = 3;

    private final double[] lags = new double[EDGE_SAMPLES];
    private int judged;
    private @Nullable LinkState state;
    private @Nullable Health health;
    private Instant since = Instant.EPOCH;
    private String history = "";
    private @Nullable Long position;
    private boolean seen;

    /// The primary that listed it, if one did.
    @Nullable String listedBy;

    /// How the copy is kept, once that was seen.
    @Nullable ReplicationKind kind;

    /// The moment its state or health last changed.
    Instant since(LinkState newState, Health newHealth, Instant now) {
        if (newState != state || newHealth != health) {
            state = newState;
            health = newHealth;
            since = now;
        }
        return since;
    }

    /// The least of the last lags: only one that stays beyond an edge counts.
    double settled(double lag) {
        lags[judged % EDGE_SAMPLES] = lag;
        judged++;
        double least = lag;
        for (int index = 0; index < Math.min(judged, EDGE_SAMPLES); index++) {
            least = Math.min(least, lags[index]);
        }
        return judged < EDGE_SAMPLES ? 0 : least;
    }

    /// Whether the copy was ever seen in the log.
    boolean seen() {
        return seen;
    }

    /// Where the copy was last seen in the log.
    @Nullable Long position() {
        return position;
    }

    /// Takes where the copy is now, `null` where that cannot be told. A position in another history says nothing.
    ///
    /// @param cluster whose log it is
    /// @param carriesOn the cluster whose log that goes on with
    void place(@Nullable Long now, String cluster, @Nullable String carriesOn) {
        if (!cluster.equals(history) && !history.equals(carriesOn)) {
            position = null;
        }
        history = cluster;
        if (now != null) {
            position = now;
            seen = true;
        }
    }
}
