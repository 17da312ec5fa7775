package io.dotmac.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import redis.embedded.RedisServer;

/// A real Redis on loopback, from the binaries in Maven.
public final class LocalRedis implements AutoCloseable {
    private final RedisServer server;
    private final int port;

    private LocalRedis(RedisServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /// Starts a Redis without persistence; `port` 0 takes a free one.
    public static LocalRedis start(int port) throws IOException {
        return start(port, Files.createTempDirectory("dotmac-redis"), "");
    }

    /// Starts a replica of the Redis on `primaryPort`.
    public static LocalRedis replicaOf(int primaryPort, int port) throws IOException {
        return start(port, Files.createTempDirectory("dotmac-redis"), "replicaof 127.0.0.1 " + primaryPort);
    }

    /// Starts a Redis that keeps what it must in `folder`, with one more line of configuration unless it is empty.
    public static LocalRedis start(int port, Path folder, String setting) throws IOException {
        int chosen = port == 0 ? freePort() : port;
        var builder = RedisServer.newRedisServer()
                .port(chosen)
                .setting("bind 127.0.0.1")
                .setting("dir " + Files.createDirectories(folder))
                .setting("daemonize no")
                .setting("appendonly no")
                .setting("save \"\"")
                .setting("repl-diskless-sync yes")
                .setting("repl-diskless-sync-delay 0");
        if (!setting.isEmpty()) {
            builder.setting(setting);
        }
        RedisServer server = builder.build();
        server.start();
        return new LocalRedis(server, chosen);
    }

    /// A port that was free a moment ago.
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Port on 127.0.0.1.
    public int port() {
        return port;
    }

    /// Stops the server.
    @Override
    public void close() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
