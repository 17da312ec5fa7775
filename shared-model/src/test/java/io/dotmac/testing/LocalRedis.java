package io.dotmac.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;

/// A real Redis on loopback, from the binaries in Maven.
public final class LocalRedis implements AutoCloseable {
    private final RedisServer server;
    private final int port;
    private final @Nullable Path scratch;

    private LocalRedis(RedisServer server, int port, @Nullable Path scratch) {
        this.server = server;
        this.port = port;
        this.scratch = scratch;
    }

    /// Starts a Redis without persistence; `port` 0 takes a free one.
    public static LocalRedis start(int port) throws IOException {
        Path scratch = Files.createTempDirectory("dotmac-redis");
        return start(port, scratch, "", scratch);
    }

    /// Starts a replica of the Redis on `primaryPort`.
    public static LocalRedis replicaOf(int primaryPort, int port) throws IOException {
        Path scratch = Files.createTempDirectory("dotmac-redis");
        return start(port, scratch, "replicaof 127.0.0.1 " + primaryPort, scratch);
    }

    /// Starts a Redis that keeps what it must in `folder`, with one more line of configuration unless it is empty.
    public static LocalRedis start(int port, Path folder, String setting) throws IOException {
        return start(port, folder, setting, null);
    }

    private static LocalRedis start(int port, Path folder, String setting, @Nullable Path scratch) throws IOException {
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
        return new LocalRedis(server, chosen, scratch);
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

    /// Stops the server and removes what was made for it.
    @Override
    public void close() {
        try {
            server.stop();
            Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
            try (DirectoryStream<Path> settings =
                    Files.newDirectoryStream(temporary, "embedded-redis-server_" + port + "*.conf")) {
                for (Path each : settings) {
                    Files.deleteIfExists(each);
                }
            }
            if (scratch != null) {
                remove(scratch);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Redis writes no folders.
    private static void remove(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path each : files) {
                Files.deleteIfExists(each);
            }
        }
        Files.deleteIfExists(folder);
    }
}
