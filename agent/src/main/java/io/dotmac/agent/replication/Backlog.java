package io.dotmac.agent.replication;

import io.dotmac.agent.replication.Member.Primary;
import org.jspecify.annotations.Nullable;

/// What a copy lacks, against what its primary keeps for it.
///
/// @param lacksBytes of log that the copy has not got
/// @param keepsBytes that the primary can still send
record Backlog(long lacksBytes, long keepsBytes) {
    private static final double NEARLY = 0.7;

    static @Nullable Backlog of(@Nullable Primary primary, @Nullable Long lacksBytes) {
        return primary == null || primary.keepsBytes() == null || primary.keepsBytes() <= 0 || lacksBytes == null
                ? null
                : new Backlog(lacksBytes, primary.keepsBytes());
    }

    boolean nearlyUsed() {
        return lacksBytes > NEARLY * keepsBytes;
    }

    String text() {
        return lacksBytes > keepsBytes
                ? "fell out of the backlog: it will copy all anew"
                : Math.round(100.0 * lacksBytes / keepsBytes)
                        + " % of the backlog used, beyond it all must be copied anew";
    }
}
