package io.dotmac.server.platform.telemetry;

import java.util.concurrent.atomic.LongAdder;

/// Counts what was sent and what was not. Safe for use by several threads.
final class ExportCount {
    private final String endpoint;
    private final LongAdder sent = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private volatile boolean lastFailed;

    ExportCount(String endpoint) {
        this.endpoint = endpoint;
    }

    void add(int size, boolean taken) {
        (taken ? sent : lost).add(size);
        lastFailed = !taken;
    }

    ExportState state() {
        return new ExportState(endpoint, sent.sum(), lost.sum(), lastFailed);
    }
}
