package io.dotmac.server.fleet.remote;

import io.dotmac.server.platform.config.Secret;
import io.dotmac.server.platform.config.Settings;
import java.time.Duration;

/// Part `remote-write` of the section `fleet`.
///
/// @param url where samples are written on to, for example `http://mimir:9009/api/v1/push`; nowhere when empty
/// @param authorization sent as the header of that name, unless empty
/// @param queue samples that may wait in memory; what comes beyond is dropped and counted
/// @param batch most samples of one request
/// @param pause how long a request waits for more samples
/// @param longestRetry most time between two tries while the store does not take anything
public record RemoteWriteConfig(
        String url, Secret authorization, int queue, int batch, Duration pause, Duration longestRetry) {
    /// Reads it.
    public static RemoteWriteConfig from(Settings settings) {
        RemoteWriteConfig config = new RemoteWriteConfig(
                settings.text("fleet.remote-write.url", ""),
                settings.secret("fleet.remote-write.authorization", ""),
                settings.integer("fleet.remote-write.queue", 200_000, 1_000, 10_000_000),
                settings.integer("fleet.remote-write.batch", 5_000, 1, 100_000),
                settings.duration("fleet.remote-write.pause", "1s"),
                settings.duration("fleet.remote-write.longest-retry", "30s"));
        if (config.isOn() && !Settings.isHttp(config.url)) {
            settings.violation("fleet.remote-write.url is " + config.url
                    + ", must be an address such as http://127.0.0.1:9090/api/v1/write");
        }
        return config;
    }

    /// Whether samples are written on at all.
    public boolean isOn() {
        return !url.isEmpty();
    }
}
