package io.dotmac.server.platform.live;

import io.dotmac.server.platform.config.Settings;
import java.time.Duration;

/// Section `live`.
///
/// @param coalesce how long changes are gathered before they go out; longer while very many consoles look
/// @param stuckAfter when a console that does not read is cut
public record LiveConfig(Duration coalesce, Duration stuckAfter) {
    /// Reads the section.
    public static LiveConfig from(Settings settings) {
        return new LiveConfig(settings.duration("live.coalesce", "20ms"), settings.duration("live.stuck-after", "30s"));
    }
}
