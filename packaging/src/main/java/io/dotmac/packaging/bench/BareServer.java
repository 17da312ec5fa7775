package io.dotmac.packaging.bench;

import io.helidon.webserver.WebServer;

/// The floor of a server's start: one Helidon route and nothing behind it.
public final class BareServer {
    private BareServer() {}

    /// Serves `/health/ready` on the port given as first argument.
    public static void main(String[] arguments) {
        WebServer.builder()
                .host("127.0.0.1")
                .port(Integer.parseInt(arguments[0]))
                .routing(routing -> routing.get("/health/ready", (request, response) -> response.send("ready")))
                .build()
                .start();
    }
}
