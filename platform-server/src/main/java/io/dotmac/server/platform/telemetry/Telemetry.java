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
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
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
    private final Counter refused = Counter.build()
            .name("dotmac_http_errors_total")
            .help("Requests that were refused or failed, by route and status.")
            .labelNames("method", "route", "status")
            .register(registry);
    private final Gauge inFlight = Gauge.build()
            .name("dotmac_http_requests_in_flight")
            .help("Requests under way.")
            .register(registry);
    private final Counter scrapes = Counter.build()
            .name("dotmac_scrapes_total")
            .help("Times that the metrics were read.")
            .register(registry);
    private final Histogram transactions = Histogram.build()
            .name("dotmac_db_transaction_seconds")
            .help("Time of a database transaction, waiting for a connection included.")
            .buckets(SECONDS)
            .register(registry);

    private final Tracing tracing;
    private final QueryWatch queries;
    private final OutboundHttp outbound;
    private final OwnErrors errors;
    private final BackgroundWork background;
    private final Usage usage;
    private final AtomicBoolean exporting = new AtomicBoolean();
    private MetricExport export = MetricExport.OFF;

    /// Metrics only.
    public Telemetry() {
        this(Tracing.OFF, ErrorAlertsConfig.QUIET, Clock.systemUTC(), Runnable::run);
    }

    /// Everything.
    ///
    /// @param executor for what is sent; one that does not mind blocking
    public Telemetry(Tracing tracing, ErrorAlertsConfig alerts, Clock clock, Executor executor) {
        this.tracing = tracing;
        this.queries = new QueryWatch(this, tracing);
        this.outbound = new OutboundHttp(this, executor);
        this.errors = new OwnErrors(alerts, this, clock, notifier(alerts, executor));
        this.background = new BackgroundWork(this);
        this.usage = new Usage(this, clock);
    }

    /// What follows requests through the server.
    public Tracing tracing() {
        return tracing;
    }

    /// What asks other systems.
    public OutboundHttp outbound() {
        return outbound;
    }

    /// What keeps the server's own faults.
    public OwnErrors errors() {
        return errors;
    }

    /// What does work that no caller waits for.
    public BackgroundWork background() {
        return background;
    }

    /// What counts who uses what.
    public Usage usage() {
        return usage;
    }

    /// What watches the statements.
    public QueryWatch queries() {
        return queries;
    }

    /// Adds the metrics of the JVM.
    public void registerJvm() {
        DefaultExports.register(registry);
    }

    /// Counts a request that begins (1) or ends (-1).
    public void inFlight(int change) {
        inFlight.inc(change);
    }

    /// Counts and times an answered request.
    ///
    /// @param route as it is declared, never the path that was asked for: names of metrics must stay few
    public void request(String method, String route, int status, long nanos) {
        if (status >= 400) {
            refused.labels(method, route, Integer.toString(status)).inc();
        }
        requests.labels(method, route, Integer.toString(status)).observe(nanos / Collector.NANOSECONDS_PER_SECOND);
    }

    /// How many requests were answered so far, and how.
    public RequestCounts requestCounts() {
        long total = 0;
        long failed = 0;
        Map<Double, Long> upTo = new TreeMap<>();
        for (Collector.MetricFamilySamples family : requests.collect()) {
            for (Collector.MetricFamilySamples.Sample sample : family.samples) {
                int status = sample.labelNames.indexOf("status");
                if (sample.name.endsWith("_count")) {
                    total += (long) sample.value;
                    failed += sample.labelValues.get(status).startsWith("5") ? (long) sample.value : 0;
                } else if (sample.name.endsWith("_bucket")) {
                    String bound = sample.labelValues.get(sample.labelNames.indexOf("le"));
                    upTo.merge(
                            bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound),
                            (long) sample.value,
                            Long::sum);
                }
            }
        }
        return new RequestCounts(total, failed, upTo);
    }

    /// Times a transaction.
    public void transaction(long nanos) {
        transactions.observe(nanos / Collector.NANOSECONDS_PER_SECOND);
    }

    /// Registers a counter; its name ends in `_total` by itself.
    public Counter counter(String name, String help, String... labels) {
        return Counter.build().name(name).help(help).labelNames(labels).register(registry);
    }

    /// Registers a histogram of times in seconds.
    public Histogram histogram(String name, String help, String... labels) {
        return Histogram.build()
                .name(name)
                .help(help)
                .labelNames(labels)
                .buckets(SECONDS)
                .register(registry);
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

    /// Value of a metric without labels; not a number if there is none.
    public double value(String name) {
        Double value = registry.getSampleValue(name);
        return value == null ? Double.NaN : value;
    }

    /// All metrics in the text format 0.0.4.
    public String scrape() {
        scrapes.inc();
        StringWriter text = new StringWriter(16_384);
        try {
            TextFormat.write004(text, registry.metricFamilySamples());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /// Sends the metrics to a collector from now on, if `config` asks for it.
    ///
    /// @param executor one that does not mind blocking
    public synchronized void startExport(
            TelemetryConfig config,
            String version,
            String environment,
            ScheduledExecutorService timer,
            Executor executor) {
        if (!config.isExportingMetrics()) {
            return;
        }
        MetricExport started = new OtlpMetrics(config, version, environment, registry);
        export = started;
        long millis = config.exportInterval().toMillis();
        var _ = timer.scheduleWithFixedDelay(
                () -> executor.execute(() -> send(started)), millis, millis, TimeUnit.MILLISECONDS);
    }

    /// How sending the metrics goes.
    public synchronized ExportState exports() {
        return export.state();
    }

    private void send(MetricExport to) {
        if (exporting.compareAndSet(false, true)) {
            try {
                to.send();
            } finally {
                exporting.set(false);
            }
        }
    }

    /// Sends what is left.
    @Override
    public synchronized void close() {
        export.close();
        tracing.close();
    }

    private Consumer<ErrorNotice> notifier(ErrorAlertsConfig alerts, Executor executor) {
        if (alerts.webhook().isEmpty()) {
            return notice -> {};
        }
        return new Webhook(URI.create(alerts.webhook().value()), outbound, executor);
    }
}
