package io.dotmac.server.platform.db;

import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.metrics.PoolStats;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;

/// Measures how long work waits for a connection, and how often in vain.
final class PoolWait implements MetricsTrackerFactory {
    private final Histogram seconds;
    private final Counter timeouts;

    PoolWait(Telemetry telemetry) {
        this.seconds = telemetry.histogram("dotmac_db_pool_wait_seconds", "Time that work waited for a connection.");
        this.timeouts = telemetry.counter("dotmac_db_pool_timeouts", "Work that got no connection in time.");
    }

    @Override
    public IMetricsTracker create(String pool, PoolStats stats) {
        return new IMetricsTracker() {
            @Override
            public void recordConnectionAcquiredNanos(long nanos) {
                seconds.observe(nanos / 1e9);
            }

            @Override
            public void recordConnectionTimeout() {
                timeouts.inc();
            }
        };
    }
}
