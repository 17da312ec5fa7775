package io.dotmac.server.platform.http;

import io.dotmac.server.platform.config.Settings;
import java.time.Duration;
import java.util.List;

/// Section `http-server`.
///
/// @param host address to listen on
/// @param port to listen on, 0 for any free one
/// @param debug whether errors tell their cause; never in production
/// @param handleTimeout after which a request is given up
/// @param trustedOrigins browsers' origins that may open a WebSocket
/// @param maxConnections more are not accepted
public record HttpServerConfig(
        String host, int port, boolean debug, Duration handleTimeout, List<String> trustedOrigins, int maxConnections) {
    /// Reads the section.
    public static HttpServerConfig from(Settings settings) {
        HttpServerConfig config = new HttpServerConfig(
                settings.text("http-server.host", "0.0.0.0"),
                settings.integer("http-server.port", 8080, 0, 65_535),
                settings.flag("http-server.debug", false),
                settings.duration("http-server.handle-timeout", "30s"),
                settings.words("http-server.trusted-origins", ""),
                settings.integer("http-server.max-connections", 10_000, 1, 1_000_000));
        if (config.debug) {
            settings.weak("http-server.debug is true, must be false");
        }
        if (config.trustedOrigins.contains("*")) {
            settings.weak("http-server.trusted-origins is *, must name the origins");
        }
        return config;
    }
}
