package io.dotmac.agent.probe.redis;

import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.model.fleet.Severity;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Notices that a primary which stays one begins a new history: it came back without its data, or took another's, and
/// every replica must copy all anew. Used by one thread.
final class NewHistory {
    private static final Duration SHOWN = Duration.ofMinutes(10);

    private final LongSupplier nanoTime;
    private String replid = "";
    private boolean changed;
    private long changedAt;

    /// @param nanoTime monotonic clock
    NewHistory(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    Remark read(Info info) {
        boolean primary = info.text("role").equals("master");
        // A role that changes brings another history by rights.
        String now = primary ? info.text("master_replid") : "";
        if (!now.isEmpty() && !replid.isEmpty() && !now.equals(replid)) {
            changed = true;
            changedAt = nanoTime.getAsLong();
        }
        replid = now;
        boolean shows = primary && changed && nanoTime.getAsLong() - changedAt < SHOWN.toNanos();
        return shows
                ? new Remark(
                        Severity.INFO,
                        null,
                        "began a new history, though it was the primary before: it may have"
                                + " lost its data, and replicas copy all anew")
                : Remark.fine("");
    }
}
