package io.dotmac.server.fleet;

import io.dotmac.server.platform.telemetry.Telemetry;
import io.prometheus.client.Counter;

/// Counts what the intake takes, refuses and drops.
final class IntakeMetrics {
    private final Counter reports;
    private final Counter samples;
    private final Counter dropped;
    private final Counter clamped;

    IntakeMetrics(Telemetry telemetry) {
        this.reports = telemetry.counter("dotmac_ingest_reports", "Reports, by what became of them.", "result");
        this.samples = telemetry.counter("dotmac_ingest_samples", "Samples stored.");
        this.dropped = telemetry.counter(
                "dotmac_ingest_samples_dropped", "Samples not stored: too old, or there already.", "reason");
        this.clamped = telemetry.counter(
                "dotmac_ingest_samples_clamped", "Samples from the future, stored at the time of receipt.");
    }

    void stored() {
        reports.labels("stored").inc();
    }

    void duplicate() {
        reports.labels("duplicate").inc();
    }

    void shed() {
        reports.labels("shed").inc();
    }

    void failed() {
        reports.labels("failed").inc();
    }

    void samples(int stored, int present, int old, int ahead) {
        samples.inc(stored);
        dropped.labels("present").inc(present);
        dropped.labels("old").inc(old);
        clamped.inc(ahead);
    }
}
