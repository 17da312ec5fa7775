package io.dotmac.server.platform.telemetry;

import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.prometheus.client.CollectorRegistry;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Sends the same metrics that `/metrics` shows by OTLP over HTTP, so that both say the same.
final class OtlpMetrics implements MetricExport {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final CollectorRegistry registry;
    private final MetricExporter exporter;
    private final OtlpFamilies families;
    private final ExportCount count;

    OtlpMetrics(TelemetryConfig config, String version, String environment, CollectorRegistry registry) {
        this.registry = registry;
        String address = OtlpResource.address(config, "metrics");
        Resource resource = OtlpResource.of(config, version, environment);
        OtlpHttpMetricExporterBuilder builder = OtlpHttpMetricExporter.builder()
                .setEndpoint(address)
                .setCompression("gzip")
                .setTimeout(TIMEOUT);
        if (!config.authorization().isEmpty()) {
            builder.addHeader("Authorization", config.authorization().value());
        }
        this.exporter = builder.build();
        this.families = new OtlpFamilies(resource, version);
        this.count = new ExportCount(address);
    }

    @Override
    public void send() {
        List<MetricData> all = Collections.list(registry.metricFamilySamples()).stream()
                .map(families::data)
                .filter(data -> !data.isEmpty())
                .toList();
        CompletableResultCode result = exporter.export(all).join(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        count.add(all.size(), result.isSuccess());
    }

    @Override
    public ExportState state() {
        return count.state();
    }

    @Override
    public void close() {
        send();
        exporter.shutdown().join(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
