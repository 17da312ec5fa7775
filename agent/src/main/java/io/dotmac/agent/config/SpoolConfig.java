package io.dotmac.agent.config;

import java.time.Duration;

/// How much is kept while the server is away.
///
/// @param maxBytes on disk
/// @param maxAge of the oldest report
public record SpoolConfig(long maxBytes, Duration maxAge) {
    static SpoolConfig from(Section section) {
        SpoolConfig config = new SpoolConfig(
                section.bytes("max-size", 64L << 20, 2L << 20, 64L << 30),
                section.duration("max-age", Duration.ofHours(24), Duration.ofMinutes(1), Duration.ofDays(30)));
        section.refuseOthers();
        return config;
    }
}
