package io.dotmac.server.fleet;

import io.dotmac.server.fleet.remote.RemoteWriteConfig;
import io.dotmac.server.fleet.series.PrometheusConfig;
import io.dotmac.server.fleet.series.Retention;
import io.dotmac.server.platform.config.Settings;
import java.time.Duration;

/// Section `fleet`.
///
/// @param retention how long samples and their roll-ups are kept
/// @param suspectAfter least silence after which a node is suspect, however short its interval
/// @param downAfter least silence after which a node is down
/// @param startGrace after the server's own start, in which no node is called late
/// @param queue reports that may wait to be written
/// @param returnsPerSecond how many agents may come back each second after the server was away
/// @param remoteWrite where samples are written on to
/// @param prometheus where they are read back
public record FleetConfig(
        Retention retention,
        Duration suspectAfter,
        Duration downAfter,
        Duration startGrace,
        int queue,
        int returnsPerSecond,
        RemoteWriteConfig remoteWrite,
        PrometheusConfig prometheus) {
    private static final Duration LONGEST_SPREAD = Duration.ofMinutes(2);

    /// Reads the section.
    public static FleetConfig from(Settings settings) {
        FleetConfig config = new FleetConfig(
                Retention.from(settings, settings.integer("fleet.retention-days", 7, 1, 365)),
                settings.duration("fleet.suspect-after", "5s"),
                settings.duration("fleet.down-after", "35s"),
                settings.duration("fleet.start-grace", "30s"),
                settings.integer("fleet.queue", 1_024, 1, 100_000),
                settings.integer("fleet.returns-per-second", 30, 1, 100_000),
                RemoteWriteConfig.from(settings),
                PrometheusConfig.from(settings));
        if (config.suspectAfter.compareTo(config.downAfter) >= 0) {
            settings.violation("fleet.suspect-after is " + config.suspectAfter.toSeconds()
                    + "s, must be less than fleet.down-after");
        }
        return config;
    }

    /// Over how long that many agents come back after the server was away. So much longer an agent may be silent.
    Duration returnSpread(int nodes) {
        Duration spread = Duration.ofMillis(1_000L * nodes / returnsPerSecond);
        return spread.compareTo(LONGEST_SPREAD) > 0 ? LONGEST_SPREAD : spread;
    }
}
