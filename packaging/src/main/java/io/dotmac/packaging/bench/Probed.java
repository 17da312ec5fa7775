package io.dotmac.packaging.bench;

import io.dotmac.testing.LocalPostgres;
import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Real servers for an agent to look at: PostgreSQL, Redis, a port; and the configurations that do so.
final class Probed implements AutoCloseable {
    private static final String SOCKET = "unix://";

    private final Path folder;
    private final LocalPostgres postgres;
    private final LocalRedis redis;
    private final ServerSocket port;

    private Probed(Path folder, LocalPostgres postgres, LocalRedis redis, ServerSocket port) {
        this.folder = folder;
        this.postgres = postgres;
        this.redis = redis;
        this.port = port;
    }

    static Probed start(Path folder) throws IOException {
        Files.createDirectories(folder);
        return new Probed(
                folder,
                LocalPostgres.start(folder.resolve("postgres"), 0),
                LocalRedis.start(0, folder.resolve("redis"), ""),
                new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    String postgresql() {
        return "{name: db, kind: postgresql, host: 127.0.0.1, username: postgres, port: " + postgres.port() + "}";
    }

    String redis() {
        return "{name: cache, kind: redis, host: 127.0.0.1, port: " + redis.port() + "}";
    }

    String tcp() {
        return "{name: port, kind: tcp, host: 127.0.0.1, port: " + port.getLocalPort() + "}";
    }

    /// The machine's own name server, or nobody at all: what it costs is the same.
    String dns() {
        return "{name: names, kind: dns, query: example.net, servers: [\"127.0.0.1:1\"], timeout: 500ms}";
    }

    /// Ten targets on the network, as a host of services has them: five of HTTP, three ports, two certificates.
    List<String> ten(WebPair web) {
        List<String> ten = new ArrayList<>();
        for (int each = 1; each <= 5; each++) {
            ten.add("{name: web%d, kind: http, url: \"%s\", allow-loopback: true}".formatted(each, web.url()));
        }
        for (int number : List.of(postgres.port(), redis.port(), web.securePort())) {
            ten.add("{name: port%d, kind: tcp, host: 127.0.0.1, port: %d}".formatted(number, number));
        }
        for (int each = 1; each <= 2; each++) {
            ten.add("{name: cert%d, kind: tls, host: localhost, port: %d, ca-file: \"%s\"}"
                    .formatted(each, web.securePort(), web.authority()));
        }
        return ten;
    }

    /// The engine that Docker's own command would speak to, where it listens on a socket of this machine.
    static Optional<String> docker() {
        return Optional.ofNullable(System.getenv("DOCKER_HOST"))
                .filter(host -> host.startsWith(SOCKET))
                .map(host -> "docker: {socket: \"" + host.substring(SOCKET.length()) + "\"}\n");
    }

    /// Where exporters find them.
    Map<String, String> environment() {
        return Map.of(
                "DATA_SOURCE_NAME",
                "postgresql://postgres@127.0.0.1:" + postgres.port() + "/postgres?sslmode=disable",
                "REDIS_ADDR",
                "redis://127.0.0.1:" + redis.port());
    }

    /// A configuration that watches `targets` and serves the figures on `metricsPort`.
    Path config(String name, int metricsPort, List<String> targets) throws IOException {
        return config(name, metricsPort, targets, "");
    }

    /// A configuration that watches `targets` and serves the figures on `metricsPort`.
    ///
    /// @param more of the configuration, whole lines
    Path config(String name, int metricsPort, List<String> targets, String more) throws IOException {
        StringBuilder yaml = new StringBuilder("node: {name: %s}\ninterval: 10s\nmetrics: {port: %d}\n%stargets:\n"
                .formatted(name, metricsPort, more));
        targets.forEach(target -> yaml.append("- ").append(target).append('\n'));
        return Files.writeString(folder.resolve(name + ".yaml"), yaml);
    }

    @Override
    public void close() throws IOException {
        port.close();
        redis.close();
        postgres.close();
    }
}
