package io.dotmac.packaging.demo;

import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// Ports of the demo's servers on 127.0.0.1.
///
/// @param server HTTP of the platform server
/// @param primary PostgreSQL primary
/// @param standby PostgreSQL standby
/// @param redis Redis primary
/// @param replica Redis replica
public record Ports(int server, int primary, int standby, int redis, int replica) {
    /// The usual ones, each replaced by a free one where it is taken.
    public static Ports usual() {
        return new Ports(freeOr(8080), freeOr(15432), freeOr(15433), freeOr(16379), freeOr(16380));
    }

    /// Free ones, for tests that run beside anything.
    public static Ports free() {
        return new Ports(
                LocalRedis.freePort(),
                LocalRedis.freePort(),
                LocalRedis.freePort(),
                LocalRedis.freePort(),
                LocalRedis.freePort());
    }

    private static int freeOr(int wanted) {
        try (ServerSocket socket = new ServerSocket()) {
            // A port that was closed a moment ago still lingers; that does not make it taken.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
            return wanted;
        } catch (IOException e) {
            return LocalRedis.freePort();
        }
    }
}
