package io.dotmac.server.platform.telemetry;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.prometheus.client.exporter.common.TextFormat;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.function.DoubleSupplier;

/// The metrics of this server, in Prometheus' form, and its traces. Safe for use by several threads.
public final class Telemetry implements AutoCloseable {
    private static final double[] SECONDS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

    private final CollectorRegistry registry = new CollectorRegistry();
    private final Histogram requests = Histogram.build()
            .name("dotmac_http_request_seconds")
            .help("Time to answer, by route and status.")
            .labelNames("method", "route", "status")
            .buckets(SECONDS)
            .register(registry);
    private final Histogram transactions = Histogram.build()
            .name("dotmac_db_transaction_seconds")
            .help("Time of a database transaction, waiting for a connection included.")
            .buckets(SECONDS)
            .register(registry);

    private final Tracing tracing;

    /// Metrics only.
    public Telemetry() {
        this(Tracing.OFF);
    }

    /// Metrics, and traces by `tracing`.
    public Telemetry(Tracing tracing) {
        this.tracing = tracing;
    }

    /// What follows requests through the server.
    public Tracing tracing() {
        return tracing;
    }

    /// Adds the metrics of the JVM.
    public void registerJvm() {
        DefaultExports.register(registry);
    }

    /// Counts and times an answered request.
    public void request(String method, String route, int status, long nanos) {
        requests.labels(method, route, Integer.toString(status)).observe(nanos / Collector.NANOSECONDS_PER_SECOND);
    }

    /// Times a transaction.
    public void transaction(long nanos) {
        transactions.observe(nanos / Collector.NANOSECONDS_PER_SECOND);
    }

    /// Registers a counter; its name ends in `_total` by itself.
    public Counter counter(String name, String help, String... labels) {
        return Counter.build().name(name).help(help).labelNames(labels).register(registry);
    }

    /// Registers a gauge that is read when scraped.
    public void gauge(String name, String help, DoubleSupplier value) {
        Gauge.build()
                .name(name)
                .help(help)
                .create()
                .setChild(new Gauge.Child() {
                    @Override
                    public double get() {
                        return value.getAsDouble();
                    }
                })
                .register(registry);
    }

    /// All metrics in the text format 0.0.4.
    public String scrape() {
        StringWriter text = new StringWriter(16_384);
        try {
            TextFormat.write004(text, registry.metricFamilySamples());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /// Sends what is left.
    @Override
    public void close() {
        tracing.close();
    }
}
