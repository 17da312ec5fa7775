package io.dotmac.server.platform.http;

import io.dotmac.server.platform.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Section `http-server`.
///
/// @param host address to listen on
/// @param port to listen on, 0 for any free one
/// @param debug whether errors tell their cause; never in production
/// @param handleTimeout after which a request is given up
/// @param trustedOrigins browsers' origins whose pages may call and open a WebSocket
/// @param maxConnections more are not accepted
/// @param features of section `features` that are switched on; routes of others are not served
/// @param frontier where requests may come from
/// @param tls certificate; absent where plain HTTP is spoken
/// @param rateLimits section `rate-limits`
public record HttpServerConfig(
        String host,
        int port,
        boolean debug,
        Duration handleTimeout,
        List<String> trustedOrigins,
        int maxConnections,
        Set<String> features,
        FrontierConfig frontier,
        Optional<TlsConfig> tls,
        RateLimitConfig rateLimits) {
    private static final Set<String> FEATURES = Set.of("mfa", "search");

    /// Reads the section.
    public static HttpServerConfig from(Settings settings) {
        HttpServerConfig config = new HttpServerConfig(
                settings.text("http-server.host", "0.0.0.0"),
                settings.integer("http-server.port", 8080, 0, 65_535),
                settings.flag("http-server.debug", false),
                settings.duration("http-server.handle-timeout", "30s"),
                settings.words("http-server.trusted-origins", ""),
                settings.integer("http-server.max-connections", 10_000, 1, 1_000_000),
                FEATURES.stream()
                        .filter(name -> settings.flag("features." + name, true))
                        .collect(Collectors.toUnmodifiableSet()),
                FrontierConfig.from(settings),
                TlsConfig.from(settings),
                RateLimitConfig.from(settings));
        if (config.debug) {
            settings.weak("http-server.debug is true, must be false");
        }
        if (config.trustedOrigins.contains("*")) {
            settings.weak("http-server.trusted-origins is *, must name the origins");
        }
        return config;
    }
}
