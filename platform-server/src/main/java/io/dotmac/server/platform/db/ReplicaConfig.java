package io.dotmac.server.platform.db;

import io.dotmac.server.platform.config.Settings;
import java.time.Duration;

/// Section `database.replica`: a streaming standby of the database, where reads may go.
///
/// @param host of the standby; empty where there is none
/// @param port of the standby
/// @param poolSize connections of its pool
/// @param maxLag how far it may be behind; beyond that reads go to the primary
public record ReplicaConfig(String host, int port, int poolSize, Duration maxLag) {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    static ReplicaConfig from(Settings settings) {
        ReplicaConfig config = new ReplicaConfig(
                settings.text("database.replica.host", ""),
                settings.integer("database.replica.port", 5432, 1, 65_535),
                settings.integer("database.replica.pool-size", 8, 1, 500),
                settings.duration("database.replica.max-lag", "3s"));
        if (config.maxLag.compareTo(Duration.ofSeconds(1)) < 0 || config.maxLag.compareTo(LONGEST) > 0) {
            settings.violation("database.replica.max-lag is " + config.maxLag + ", must be from 1s to 30s");
        }
        return config;
    }

    /// Whether there is one.
    public boolean isOn() {
        return !host.isEmpty();
    }
}
