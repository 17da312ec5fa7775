package io.dotmac.server.platform.event;

import io.dotmac.server.platform.config.Deployment;
import io.dotmac.server.platform.config.Settings;
import java.time.Duration;

/// Section `event`.
///
/// @param bus what carries events
/// @param look how often the relay looks for what other processes left behind
/// @param streamLength about how many events the stream keeps
/// @param attempts how often a consumer tries before an event is laid aside
/// @param retryPause before the second attempt; four times as long before each further one, at most 10 s
/// @param lease how long a consumer that is gone without a word keeps others from taking over
/// @param keep how long told events stay in the outbox
public record EventConfig(
        Bus bus, Duration look, int streamLength, int attempts, Duration retryPause, Duration lease, Duration keep) {
    /// Reads the section.
    public static EventConfig from(Settings settings) {
        EventConfig config = new EventConfig(
                settings.choice("event.bus", Bus.REDIS, Bus.class),
                settings.duration("event.look", "5s"),
                settings.integer("event.stream-length", 100_000, 1_000, 10_000_000),
                settings.integer("event.attempts", 5, 1, 100),
                settings.duration("event.retry-pause", "100ms"),
                settings.duration("event.lease", "10s"),
                settings.duration("event.keep", "1d"));
        if (settings.deployment() == Deployment.PRODUCTION && config.bus == Bus.LOCAL) {
            settings.violation("event.bus is local, must be redis in production");
        }
        return config;
    }

    /// What carries events.
    public enum Bus {
        /// A Redis stream, to the consumers of any process.
        REDIS,
        /// This process only.
        LOCAL
    }
}
