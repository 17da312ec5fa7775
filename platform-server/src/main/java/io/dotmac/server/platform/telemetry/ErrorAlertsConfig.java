package io.dotmac.server.platform.telemetry;

import io.dotmac.server.platform.config.Secret;
import io.dotmac.server.platform.config.Settings;
import java.time.Duration;

/// Section `error-alerts`: who is told of the server's own faults.
///
/// @param webhook address that takes a JSON document by POST (Slack's and Mattermost's work); none if empty
/// @param perMinute most notifications a minute, whatever happens
/// @param repeat after which a fault that goes on is told again
/// @param groups most kinds of faults that are remembered
public record ErrorAlertsConfig(Secret webhook, int perMinute, Duration repeat, int groups) {
    /// Tells the log alone.
    public static final ErrorAlertsConfig QUIET = new ErrorAlertsConfig(new Secret(""), 6, Duration.ofHours(1), 200);

    /// Reads the section.
    public static ErrorAlertsConfig from(Settings settings) {
        ErrorAlertsConfig config = new ErrorAlertsConfig(
                settings.secret("error-alerts.webhook", ""),
                settings.integer("error-alerts.per-minute", 6, 1, 600),
                settings.duration("error-alerts.repeat", "1h"),
                settings.integer("error-alerts.groups", 200, 10, 10_000));
        if (!config.webhook.isEmpty() && !Settings.isHttp(config.webhook.value())) {
            settings.violation("error-alerts.webhook is not an address, must begin with https:// or http://");
        }
        return config;
    }
}
