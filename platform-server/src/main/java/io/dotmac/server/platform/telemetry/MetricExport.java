package io.dotmac.server.platform.telemetry;

/// Sends all metrics to a collector, again and again.
interface MetricExport extends AutoCloseable {
    /// Sends nothing.
    MetricExport OFF = new MetricExport() {};

    /// Sends what the metrics are now, and waits for the answer for some seconds.
    default void send() {}

    /// How sending goes.
    default ExportState state() {
        return ExportState.OFF;
    }

    /// Sends once more and lets go.
    @Override
    default void close() {}
}
