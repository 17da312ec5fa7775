package io.dotmac.agent.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a server listens.
///
/// @param host name or address
/// @param port of it
public record HostPort(String host, int port) {
    private static final Pattern BRACKETED = Pattern.compile("\\[([0-9A-Fa-f:.%a-z]+)](?::([0-9]{1,5}))?");
    private static final Pattern PLAIN = Pattern.compile("([^\\s:\\[\\]/]{1,253})(?::([0-9]{1,5}))?");

    /// Reads `host`, `host:port`, `[address]:port` or a bare IPv6 address.
    static Optional<HostPort> parse(String text, int usualPort) {
        if (text.matches("[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*")) {
            return Optional.of(new HostPort(text, usualPort));
        }
        Matcher bracketed = BRACKETED.matcher(text);
        Matcher matcher = bracketed.matches() ? bracketed : PLAIN.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int port = matcher.group(2) == null ? usualPort : Integer.parseInt(matcher.group(2));
        return port < 1 || port > 65_535 ? Optional.empty() : Optional.of(new HostPort(matcher.group(1), port));
    }

    /// `host:port`.
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
