package io.dotmac.server.platform.telemetry;

import io.dotmac.server.platform.config.Secret;
import io.dotmac.server.platform.config.Settings;
import java.time.Duration;

/// Section `telemetry`: what is sent to an OpenTelemetry collector.
///
/// @param enabled whether anything is sent at all
/// @param tracing whether traces are
/// @param metrics whether metrics are
/// @param endpoint of the collector's OTLP over HTTP, without `/v1/...`
/// @param authorization sent as the header of that name, unless empty
/// @param exportInterval between two exports of metrics
/// @param samplerRatio share of the traces begun here that are kept
/// @param serviceName under which this server is seen
public record TelemetryConfig(
        boolean enabled,
        boolean tracing,
        boolean metrics,
        String endpoint,
        Secret authorization,
        Duration exportInterval,
        double samplerRatio,
        String serviceName) {
    /// Reads the section.
    public static TelemetryConfig from(Settings settings) {
        TelemetryConfig config = new TelemetryConfig(
                settings.flag("telemetry.otel-enabled", false),
                settings.flag("telemetry.tracing", true),
                settings.flag("telemetry.metrics", true),
                settings.text("telemetry.endpoint", "http://127.0.0.1:4318"),
                settings.secret("telemetry.authorization", ""),
                settings.duration("telemetry.export-interval", "30s"),
                settings.decimal("telemetry.sampler-ratio", 1, 0, 1),
                settings.text("telemetry.service-name", "dotmac-server"));
        if (!Settings.isHttp(config.endpoint)) {
            settings.violation(
                    "telemetry.endpoint is " + config.endpoint + ", must be an address such as http://127.0.0.1:4318");
        }
        return config;
    }

    /// Whether traces are made.
    public boolean isTracing() {
        return enabled && tracing;
    }

    /// Whether metrics are sent; they can be scraped either way.
    public boolean isExportingMetrics() {
        return enabled && metrics;
    }
}
