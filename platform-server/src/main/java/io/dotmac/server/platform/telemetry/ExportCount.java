package io.dotmac.server.platform.telemetry;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.LongAdder;

/// Counts what was sent and what was not. Safe for use by several threads.
final class ExportCount {
    private static final Logger LOG = System.getLogger(ExportCount.class.getName());

    private final String endpoint;
    private final LongAdder sent = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private volatile boolean lastFailed;

    ExportCount(String endpoint) {
        this.endpoint = endpoint;
    }

    void add(int size, boolean taken) {
        (taken ? sent : lost).add(size);
        if (lastFailed == taken) {
            lastFailed = !taken;
            LOG.log(
                    taken ? Level.INFO : Level.WARNING,
                    taken ? "collector takes telemetry again address={0}" : "collector takes no telemetry address={0}",
                    endpoint);
        }
    }

    ExportState state() {
        return new ExportState(endpoint, sent.sum(), lost.sum(), lastFailed);
    }
}
