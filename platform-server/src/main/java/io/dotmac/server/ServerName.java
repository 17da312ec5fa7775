package io.dotmac.server;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// What this server is called where there are several.
final class ServerName {
    private ServerName() {}

    /// The machine's name, and the port where it listens at a fixed one.
    static String of(int port) {
        return port == 0 ? machine() : machine() + ":" + port;
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "server"; // A machine that does not know its own name.
        }
    }
}
