package io.dotmac.packaging.demo;

import io.dotmac.testing.LocalRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The demo's Redis: a primary that can be killed and brought back, and a replica.
///
/// Safe for use by several threads.
final class Caches implements AutoCloseable {
    private final DemoFolder folder;
    private final Ports ports;
    private final LocalRedis replica;
    private LocalRedis primary;

    private Caches(DemoFolder folder, Ports ports, LocalRedis primary, LocalRedis replica) {
        this.folder = folder;
        this.ports = ports;
        this.primary = primary;
        this.replica = replica;
    }

    /// Starts both.
    static Caches start(DemoFolder folder, Ports ports) throws IOException {
        LocalRedis primary = LocalRedis.start(ports.redis(), folder.resolve("redis/primary"), "");
        LocalRedis replica = LocalRedis.start(
                ports.replica(), folder.resolve("redis/replica"), "replicaof 127.0.0.1 " + ports.redis());
        return new Caches(folder, ports, primary, replica);
    }

    /// Kills the primary, as a crash would.
    ///
    /// @return whether it had been running
    synchronized boolean kill() throws IOException, InterruptedException {
        if (!running()) {
            return false;
        }
        ProcessHandle process = ProcessHandle.of(pid(ports.redis())).orElseThrow();
        process.destroyForcibly();
        try {
            process.onExit().get(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("redis " + process.pid() + " does not end", e);
        }
        primary.close();
        return true;
    }

    /// Starts the primary again on its port.
    ///
    /// @return whether it had been away
    synchronized boolean restore() throws IOException {
        if (running()) {
            return false;
        }
        primary = LocalRedis.start(ports.redis(), folder.resolve("redis/primary"), "");
        return true;
    }

    /// Process id of the Redis on a port of this machine.
    static long pid(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.setSoTimeout(2_000);
            socket.getOutputStream().write("INFO server\r\n".getBytes(StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("process_id:")) {
                    return Long.parseLong(line.substring("process_id:".length()).strip());
                }
            }
        }
        throw new IOException("Redis on port " + port + " does not tell its process id");
    }

    private boolean running() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ports.redis())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public synchronized void close() {
        replica.close();
        primary.close();
    }
}
