package io.dotmac.agent.config;

import java.net.InetSocketAddress;

/// Where the figures can be fetched on this machine.
///
/// @param address to listen on, this machine's own unless told otherwise
public record MetricsConfig(InetSocketAddress address) {
    static MetricsConfig from(Section section) {
        String host = section.text("address", "127.0.0.1");
        int port = section.integer("port", 9464, 0, 65_535);
        if (!host.matches("[0-9.]{7,15}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            section.violation("address", "is " + host + ", must be an IP address such as 127.0.0.1 or ::1");
            host = "127.0.0.1";
        }
        section.refuseOthers();
        return new MetricsConfig(new InetSocketAddress(host, port));
    }
}
