package io.dotmac.server.platform.http;

import io.dotmac.server.platform.config.Settings;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Section `rate-limits`; each limit is written `100/1m`.
///
/// @param api ordinary calls of one user
/// @param staff ordinary calls of one of the platform's own people
/// @param search searches of one tenant
/// @param bulk bulk operations of one user
/// @param agent reports of one node, or first calls of agents from one address
/// @param servers among whom the limits are parted while Redis is away
public record RateLimitConfig(Limit api, Limit staff, Limit search, Limit bulk, Limit agent, int servers) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})/([0-9]{1,4})(s|m|h)");

    /// So many calls in so much time.
    ///
    /// @param count of calls
    /// @param period of time
    public record Limit(int count, Duration period) {}

    /// Reads the section.
    public static RateLimitConfig from(Settings settings) {
        return new RateLimitConfig(
                limit(settings, "rate-limits.api", "100/1m"),
                limit(settings, "rate-limits.staff", "600/1m"),
                limit(settings, "rate-limits.search", "30/1m"),
                limit(settings, "rate-limits.bulk", "10/1h"),
                limit(settings, "rate-limits.agent", "6000/1m"),
                settings.integer("rate-limits.servers", 1, 1, 1_000));
    }

    private static Limit limit(Settings settings, String key, String fallback) {
        String text = settings.text(key, fallback);
        Matcher form = FORM.matcher(text);
        if (!form.matches() || Integer.parseInt(form.group(1)) < 1 || Integer.parseInt(form.group(2)) < 1) {
            settings.violation(key + " is " + text + ", must be calls and a span such as 100/1m, 10/1h");
            return new Limit(1, Duration.ofMinutes(1));
        }
        long span = Long.parseLong(form.group(2));
        Duration period = switch (form.group(3)) {
            case "s" -> Duration.ofSeconds(span);
            case "m" -> Duration.ofMinutes(span);
            default -> Duration.ofHours(span);
        };
        return new Limit(Integer.parseInt(form.group(1)), period);
    }
}
