package io.dotmac.server.alert.history;

import io.dotmac.server.platform.config.Settings;

/// Section `alert`.
///
/// @param historyDays how long it is kept what happened to alerts; whole months
public record AlertHistoryConfig(int historyDays) {
    /// Reads the section.
    public static AlertHistoryConfig from(Settings settings) {
        return new AlertHistoryConfig(settings.integer("alert.history-days", 400, 31, 3_650));
    }
}
