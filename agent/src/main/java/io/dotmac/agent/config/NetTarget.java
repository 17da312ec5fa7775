package io.dotmac.agent.config;

import io.dotmac.model.fleet.DependencyKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something on the network that is asked anew at each check.
public sealed interface NetTarget extends TargetConfig {
    /// Name servers, each asked over UDP and over TCP.
    ///
    /// @param name unique on the node
    /// @param query name to ask for
    /// @param type of record: `A`, `AAAA`, `SOA`, `NS`, `MX`, `TXT`, `CNAME`, `PTR` or `SRV`
    /// @param servers to ask; the machine's own when empty
    /// @param transports `both`, `udp` or `tcp`
    /// @param rcode that each must answer
    /// @param expect values that must be among the answers
    /// @param serialSkew how far the serial numbers of a zone may differ between the servers
    record Dns(
            String name,
            String query,
            String type,
            List<HostPort> servers,
            String transports,
            String rcode,
            List<String> expect,
            int serialSkew)
            implements NetTarget {
        @Override
        public DependencyKind kind() {
            return DependencyKind.DNS;
        }

        @Override
        public Duration usualInterval(Duration health) {
            return Duration.ofSeconds(10);
        }
    }

    /// The certificate chain that a server shows.
    ///
    /// @param name unique on the node
    /// @param host name or address
    /// @param port to connect to
    /// @param serverName to ask for and that the certificate must be for
    /// @param starttls what is said before TLS: `none`, `smtp` or `postgresql`
    /// @param caFile of a private authority; the system's when absent
    /// @param warn from how long before the end on it matters
    /// @param critical from how long before the end on it is urgent
    /// @param minProtocol oldest version of TLS that is good enough
    record Tls(
            String name,
            String host,
            int port,
            String serverName,
            String starttls,
            @Nullable Path caFile,
            Duration warn,
            Duration critical,
            String minProtocol)
            implements NetTarget {
        @Override
        public DependencyKind kind() {
            return DependencyKind.TLS;
        }

        @Override
        public Duration usualInterval(Duration health) {
            return Duration.ofSeconds(60);
        }
    }

    /// Reads one of these kinds.
    static @Nullable NetTarget from(String kind, Section section, String name) {
        return switch (kind) {
            case "dns" -> dns(section, name);
            case "tls" -> tls(section, name);
            default -> null;
        };
    }

    private static Dns dns(Section section, String name) {
        List<HostPort> servers = new ArrayList<>();
        for (String text : section.texts("servers")) {
            HostPort.parse(text, 53)
                    .ifPresentOrElse(
                            servers::add,
                            () -> section.violation("servers", "has " + text + ", must be host or host:port"));
        }
        return new Dns(
                name,
                section.required("query"),
                section.choice("type", "A", List.of("A", "AAAA", "SOA", "NS", "MX", "TXT", "CNAME", "PTR", "SRV")),
                List.copyOf(servers),
                section.choice("transports", "both", List.of("both", "udp", "tcp")),
                section.choice("rcode", "NOERROR", List.of("NOERROR", "NXDOMAIN", "REFUSED", "SERVFAIL")),
                List.copyOf(section.texts("expect")),
                section.integer("serial-skew", 0, 0, 999_999_999));
    }

    private static Tls tls(Section section, String name) {
        String host = section.required("host");
        String starttls = section.choice("starttls", "none", List.of("none", "smtp", "postgresql"));
        int usualPort = switch (starttls) {
            case "smtp" -> 25;
            case "postgresql" -> 5432;
            default -> 443;
        };
        Tls tls = new Tls(
                name,
                host,
                section.integer("port", usualPort, 1, 65_535),
                section.text("server-name", host),
                starttls,
                section.readable("ca-file"),
                section.duration("expiry-warn", Duration.ofDays(21), Duration.ofHours(1), Duration.ofDays(365)),
                section.duration("expiry-critical", Duration.ofDays(7), Duration.ofHours(1), Duration.ofDays(365)),
                section.choice("min-protocol", "TLSv1.2", List.of("TLSv1.2", "TLSv1.3")));
        if (tls.critical().compareTo(tls.warn()) > 0) {
            section.violation("expiry-critical", "is beyond expiry-warn");
        }
        return tls;
    }
}
