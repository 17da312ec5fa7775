package io.dotmac.server.platform.http;

import io.dotmac.server.platform.telemetry.Telemetry;
import io.helidon.common.uri.UriEncoding;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.service.registry.GlobalServiceRegistry;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsRouting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Serves routes and WebSockets over Helidon.
public final class HttpServer implements AutoCloseable {
    private static final int WS_FRAME = 65_536;
    private static final Duration DRAIN = Duration.ofSeconds(20);

    private final HttpServerConfig config;
    private final RequestParts parts;
    private final Pipeline pipeline;
    private final Frontier frontier;
    private final Origins origins;
    private final Finish finish;
    private final Channels channels;
    private @Nullable TlsListener tls;
    private final BooleanSupplier ready;
    private final Clock clock;
    private @Nullable WebServer server;

    /// @param ready whether routes under `/api` may be served already
    public HttpServer(
            HttpServerConfig config,
            RequestParts parts,
            Telemetry telemetry,
            ScheduledExecutorService timer,
            BooleanSupplier ready,
            Clock clock) {
        this.config = config;
        this.parts = parts;
        this.frontier = new Frontier(config.frontier());
        this.origins = new Origins(config.trustedOrigins());
        this.finish = new Finish(origins);
        this.channels = new Channels(timer);
        this.ready = ready;
        this.clock = clock;
        this.pipeline = new Pipeline(
                new Problems(config.debug()),
                new Deadline(timer, config.handleTimeout()),
                telemetry,
                parts,
                new Contract(new Parameters(parts.cursors()), config.features()),
                frontier,
                ready);
    }

    /// Does beside other work what takes the first server of a process the most of its start: finding Helidon's
    /// services.
    public static void warmUp() {
        GlobalServiceRegistry.registry();
    }

    /// Listens; throws [PortTaken] when somebody else does.
    public void start(List<Route> routes, List<SocketRoute> sockets) {
        checkPort();
        WsRouting.Builder webSockets = WsRouting.builder();
        sockets.forEach(socket -> webSockets.endpoint(
                socket.path(),
                () -> new SocketListener(socket, parts.authenticator(), config.trustedOrigins(), ready, channels)));
        try {
            server = WebServer.builder()
                    .host(config.host())
                    .port(config.port())
                    .maxPayloadSize(Bodies.LIMIT)
                    .maxTcpConnections(config.maxConnections())
                    .shutdownGracePeriod(DRAIN)
                    .addProtocol(Http1Config.builder()
                            .validateResponseHeaders(false) // by Finish, which knows which it need not look at
                            .build())
                    .addProtocol(WsConfig.builder().maxFrameLength(WS_FRAME).build())
                    .contentEncoding(encodings -> encodings
                            .contentEncodingsDiscoverServices(false)
                            .addContentEncoding(new PassedThroughGzip()))
                    .directHandlers(directHandlers())
                    .addRouting(routing(routes, sockets))
                    .addRouting(webSockets)
                    .shutdownHook(false)
                    .update(builder -> config.tls()
                            .ifPresent(given -> builder.tls(listen(given).tls())))
                    .build()
                    .start();
        } catch (RuntimeException e) {
            throw bindFailure(e) ? new PortTaken(config.host(), config.port(), e) : e;
        }
        if (!server.isRunning()) { // Helidon logs why, and throws nothing.
            throw new IllegalStateException("cannot listen on " + config.host() + ":" + config.port());
        }
    }

    /// The port that is listened on.
    public int port() {
        return server == null ? config.port() : server.port();
    }

    /// Names of the layers around every handler, outermost first.
    public List<String> layers() {
        return pipeline.layers().names();
    }

    /// `http`, or `https` where it has a certificate.
    public String scheme() {
        return config.tls().isPresent() ? "https" : "http";
    }

    private TlsListener listen(TlsConfig given) {
        TlsListener listener = new TlsListener(given);
        tls = listener;
        return listener;
    }

    /// Stops accepting, lets what is under way end, at most 20 s.
    @Override
    public void close() {
        if (server != null) {
            server.stop();
        }
        if (tls != null) {
            tls.close();
        }
        channels.close();
    }

    /// Somebody else listens on the port.
    public static final class PortTaken extends RuntimeException {
        private PortTaken(String host, int port, Throwable cause) {
            super(
                    "port " + port + " on " + host + " cannot be listened on (" + cause.getMessage()
                            + "); choose another with HTTP_SERVER__PORT",
                    cause);
        }
    }

    /// Tries the port first, since Helidon keeps the reason to itself.
    private void checkPort() {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(config.host(), config.port()));
        } catch (BindException e) {
            throw new PortTaken(config.host(), config.port(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + config.host() + ":" + config.port(), e);
        }
    }

    private static boolean bindFailure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return true;
            }
        }
        return false;
    }

    private HttpRouting.Builder routing(List<Route> routes, List<SocketRoute> sockets) {
        List<Route> all = new ArrayList<>(routes);
        sockets.forEach(socket -> all.add(Route.get(socket.path(), socket.access(), call -> upgradeNeeded())));
        RouteTable table =
                new RouteTable(all, (path, methods) -> Route.fallback(path, call -> otherMethod(call, methods)));
        RouteTable.Found unknown = new RouteTable.Found(
                Route.fallback("unknown", call -> {
                    throw Refusal.of(404, "NOT_FOUND", "there is nothing at this path");
                }),
                Map.of());
        return HttpRouting.builder()
                .any((request, response) -> serve(
                        table.find(
                                        request.prologue().method().text(),
                                        request.path().rawPathNoParams(),
                                        UriEncoding::decodeUri)
                                .orElse(unknown),
                        request,
                        response));
    }

    private static Answer upgradeNeeded() {
        throw Refusal.of(426, "UPGRADE_REQUIRED", "this is a WebSocket; the origin must be trusted");
    }

    private Answer otherMethod(Call call, String allowed) {
        if (call.method().equals("OPTIONS")
                && call.header("Access-Control-Request-Method").isPresent()) {
            return origins.preflight(call, allowed);
        }
        call.also("Allow", allowed);
        throw Refusal.of(405, "METHOD_NOT_ALLOWED", "allowed here: " + allowed);
    }

    private void serve(RouteTable.Found found, ServerRequest request, ServerResponse response) {
        HelidonRequest asked = new HelidonRequest(request, found.parameters());
        Call call = new Call(asked, found.route(), RequestIds.next(), frontier, parts.whose(), clock);
        finish.send(call, pipeline.run(call), response);
        if (call.header("Connection").filter("close"::equalsIgnoreCase).isPresent()) {
            // The web server says that it will close, and would wait for the other side to do so.
            throw new CloseConnectionException("the client asked for it");
        }
    }

    /// Answers of the web server itself, before any route is reached, in the same envelope.
    private static DirectHandlers directHandlers() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (EventType type : EventType.values()) {
            handlers.addHandler(type, (request, event, status, headers, message) -> {
                String id = RequestIds.next();
                ServerResponseHeaders answered = ServerResponseHeaders.create();
                Finish.security().forEach(answered::set);
                answered.set(HeaderNames.CONTENT_TYPE, "application/json");
                answered.set(HeaderNames.create("X-Request-Id"), id);
                return io.helidon.http.DirectHandler.TransportResponse.builder()
                        .status(status)
                        .headers(answered)
                        .keepAlive(false)
                        .entity(Problems.body(code(status), told(status, message), id))
                        .build();
            });
        }
        return handlers.build();
    }

    private static String told(Status status, @Nullable String message) {
        if (message == null || message.isBlank() || status.code() >= 500) {
            return status.reasonPhrase();
        }
        return message.substring(0, Math.min(200, message.length()));
    }

    private static String code(Status status) {
        return switch (status.code()) {
            case 400 -> "MALFORMED";
            case 413 -> "TOO_LARGE";
            case 404 -> "NOT_FOUND";
            default -> "HTTP_" + status.code();
        };
    }
}
