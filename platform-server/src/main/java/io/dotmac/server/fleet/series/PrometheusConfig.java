package io.dotmac.server.fleet.series;

import io.dotmac.server.platform.config.Secret;
import io.dotmac.server.platform.config.Settings;

/// Part `prometheus` of the section `fleet`: where samples that were written on are read back.
///
/// @param url of a store that answers Prometheus' query API, without `/api/v1/...`; none when empty
/// @param authorization sent as the header of that name, unless empty
public record PrometheusConfig(String url, Secret authorization) {
    /// Reads it.
    public static PrometheusConfig from(Settings settings) {
        PrometheusConfig config = new PrometheusConfig(
                settings.text("fleet.prometheus.url", "").replaceAll("/+$", ""),
                settings.secret("fleet.prometheus.authorization", ""));
        if (config.isOn() && !Settings.isHttp(config.url)) {
            settings.violation(
                    "fleet.prometheus.url is " + config.url + ", must be an address such as http://127.0.0.1:9090");
        }
        return config;
    }

    /// Whether there is one.
    public boolean isOn() {
        return !url.isEmpty();
    }
}
