package io.dotmac.gui;

import io.dotmac.model.Json;
import io.dotmac.model.api.Document;
import io.dotmac.model.api.ErrorDocument;
import io.dotmac.model.api.Resource;
import io.dotmac.model.auth.LogIn;
import io.dotmac.model.auth.LogInCode;
import io.dotmac.model.auth.Tokens;
import io.dotmac.model.auth.User;
import io.dotmac.model.live.ClientFrame;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.ServerFrame;
import io.dotmac.model.live.Topic;
import io.dotmac.model.order.Order;
import io.dotmac.model.order.OrderState;
import io.dotmac.model.report.SeriesName;
import io.dotmac.model.report.SeriesPoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/// Speaks the platform's REST and live protocol on loopback with rows that a test sets; can go away and come back.
final class StagedServer implements AutoCloseable {
    static final String EMAIL = "operator@isp.example";
    static final String PASSWORD = "right-password-1";
    static final String CODE = "492817";

    private static final Clock CLOCK = Clock.systemUTC();

    private final List<Order> orders = new CopyOnWriteArrayList<>();
    private final Map<Topic, Map<String, LiveRow>> rows = new ConcurrentHashMap<>();
    private final Map<Topic, Long> versions = new ConcurrentHashMap<>();
    private final Map<String, SeriesPoints> series = new ConcurrentHashMap<>();
    private final List<WebSocket> sessions = new CopyOnWriteArrayList<>();
    private final Map<WebSocket, Set<Topic>> subscriptions = new ConcurrentHashMap<>();
    private final Map<String, List<?>> lists = new ConcurrentHashMap<>();
    private final Map<String, Object> posts = new ConcurrentHashMap<>();
    private volatile boolean asksForCode;
    private MockWebServer server;
    private final int port;

    /// On a port of the system's choice.
    StagedServer() {
        this(freePort());
    }

    StagedServer(int port) {
        this.port = port;
        server = start(port);
    }

    /// A named port may be bound again at once after [#goAway]; one that the system chose at binding may not.
    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HttpUrl url() {
        return server.url("/");
    }

    /// From now on the password is not enough.
    void askForCode() {
        asksForCode = true;
    }

    /// Sets rows and tells the consoles.
    synchronized void put(List<? extends LiveRow> changed) {
        for (Topic topic : Topic.values()) {
            List<LiveRow> upserts = changed.stream()
                    .filter(row -> row.topic() == topic)
                    .map(LiveRow.class::cast)
                    .toList();
            if (upserts.isEmpty()) {
                continue;
            }
            upserts.forEach(
                    row -> rows.computeIfAbsent(topic, any -> new TreeMap<>()).put(row.key(), row));
            long from = versions.getOrDefault(topic, 0L);
            versions.put(topic, from + 1);
            send(topic, new ServerFrame.Delta(topic, from, from + 1, upserts, List.of()));
        }
    }

    /// What a list answers.
    void list(String path, List<?> records) {
        lists.put(path, records);
    }

    /// What a post is answered with.
    void post(String path, Object record) {
        posts.put(path, record);
    }

    /// What `GET /api/v1/samples` answers for a link.
    void series(String target, SeriesPoints points) {
        series.put(target, points);
    }

    /// As when the process is killed.
    synchronized void goAway() {
        subscriptions.clear();
        sessions.clear();
        server.close();
    }

    /// On the same port, with the rows it had.
    synchronized void comeBack() {
        server = start(port);
    }

    @Override
    public void close() {
        goAway();
    }

    private MockWebServer start(int wantedPort) {
        MockWebServer next = new MockWebServer();
        next.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answer(request);
            }
        });
        try {
            next.start(InetAddress.getLoopbackAddress(), wantedPort);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return next;
    }

    private MockResponse answer(RecordedRequest request) {
        String path = request.getUrl().encodedPath();
        if (posts.containsKey(path) && request.getMethod().equals("POST")) {
            return resource("record", posts.get(path));
        }
        if (lists.containsKey(path)) {
            return listed(lists.getOrDefault(path, List.of()));
        }
        return switch (path) {
            case "/api/v1/auth/login" -> logIn(request);
            case "/api/v1/auth/login/code" -> code(request);
            case "/api/v1/auth/refresh" -> resource("session", tokens());
            case "/api/v1/auth/logout" -> new MockResponse.Builder().code(204).build();
            case "/api/v1/auth/me" -> resource("user", user());
            case "/api/v1/samples" -> samples(request.getUrl());
            case "/api/v1/live" ->
                new MockResponse.Builder().webSocketUpgrade(new Session()).build();
            default -> refusal(404, "NOT_FOUND", "no such path");
        };
    }

    private static MockResponse code(RecordedRequest request) {
        ByteString body = Optional.ofNullable(request.getBody()).orElse(ByteString.EMPTY);
        LogInCode step = Json.read(body.toByteArray(), LogInCode.class);
        return step.challenge().equals("sealed") && step.code().equals(CODE)
                ? resource("session", tokens())
                : refusal(401, "UNAUTHORIZED", "the code is wrong or was used already");
    }

    private MockResponse logIn(RecordedRequest request) {
        ByteString body = Optional.ofNullable(request.getBody()).orElse(ByteString.EMPTY);
        LogIn logIn = Json.read(body.toByteArray(), LogIn.class);
        if (asksForCode && logIn.password().equals(PASSWORD)) {
            return json(
                    401,
                    Json.text(new ErrorDocument(new ErrorDocument.Problem(
                            LogInCode.REQUIRED,
                            "the code of the second factor is needed",
                            List.of(new ErrorDocument.Detail("challenge", "sealed")),
                            "req_1"))));
        }
        return logIn.email().equals(EMAIL) && logIn.password().equals(PASSWORD)
                ? resource("session", tokens())
                : refusal(401, "INVALID_CREDENTIALS", "e-mail or password is wrong");
    }

    private static Tokens tokens() {
        return new Tokens("access-" + UUID.randomUUID(), 900, "refresh-" + UUID.randomUUID(), user());
    }

    private static User user() {
        return new User(new UUID(7, 7), EMAIL, "A. Okafor", Optional.of("northnet"), List.of("super-admin"), List.of());
    }

    private MockResponse samples(HttpUrl url) {
        String target = String.valueOf(url.queryParameter("target"));
        String metric = String.valueOf(url.queryParameter("metric"));
        SeriesPoints points =
                series.getOrDefault(target, new SeriesPoints(new SeriesName(target, metric, ""), List.of(), List.of()));
        return resource("series", points);
    }

    private static <T> MockResponse resource(String type, T attributes) {
        Document.Meta meta =
                new Document.Meta(Instant.parse("2026-11-21T12:00:00Z"), "1.0", Optional.empty(), Optional.empty());
        Document<Resource<T>> document = new Document<>(new Resource<>("1", type, attributes), meta, Map.of());
        return json(200, Json.text(document));
    }

    /// As trees, since a generic part would be written without its type.
    private static MockResponse listed(List<?> records) {
        Document.Meta meta =
                new Document.Meta(Instant.parse("2026-11-21T12:00:00Z"), "1.0", Optional.empty(), Optional.empty());
        List<Resource<Object>> rows = records.stream()
                .map(record -> new Resource<Object>("1", "row", Json.mapper().valueToTree(record)))
                .toList();
        return json(200, Json.text(new Document<>(rows, meta, Map.of())));
    }

    private static MockResponse refusal(int status, String code, String message) {
        return json(status, Json.text(new ErrorDocument(new ErrorDocument.Problem(code, message, List.of(), "req_1"))));
    }

    private static MockResponse json(int status, String body) {
        return new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build();
    }

    private void send(Topic topic, ServerFrame frame) {
        subscriptions.forEach((session, topics) -> {
            if (topics.contains(topic)) {
                session.send(text(frame));
            }
        });
    }

    private static String text(ServerFrame frame) {
        try {
            return Json.mapper().writerFor(ServerFrame.class).writeValueAsString(frame);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void snapshot(WebSocket session, Set<Topic> topics) {
        subscriptions.put(session, topics);
        for (Topic topic : topics) {
            List<LiveRow> all = List.copyOf(rows.getOrDefault(topic, Map.of()).values());
            session.send(text(new ServerFrame.Snapshot(topic, versions.getOrDefault(topic, 0L), 0, true, all)));
        }
    }

    /// Orders that came in.
    public List<Order> orders() {
        return orders;
    }

    private final class Session extends WebSocketListener {
        @Override
        public void onOpen(WebSocket session, Response response) {
            sessions.add(session);
            session.send(text(new ServerFrame.Welcome("0.1.0", "test", Instant.now(CLOCK))));
        }

        @Override
        public void onMessage(WebSocket session, String text) {
            switch (Json.read(text, ClientFrame.class)) {
                case ClientFrame.Subscribe subscribe -> snapshot(session, subscribe.topics());
                case ClientFrame.Ask ask -> {
                    orders.add(ask.order());
                    session.send(StagedServer.text(new ServerFrame.Output(
                            ask.id(), List.of("2026-11-21T22:00:01Z GET /invoices/1001 200"), 0)));
                    session.send(StagedServer.text(new ServerFrame.Progress(ask.id(), OrderState.DONE, "one line")));
                }
                case ClientFrame.Withdraw _ -> {}
                case ClientFrame.Ping ping ->
                    session.send(StagedServer.text(new ServerFrame.Pong(ping.id(), Instant.now(CLOCK))));
            }
        }

        @Override
        public void onClosing(WebSocket session, int code, String reason) {
            subscriptions.remove(session);
            session.close(1000, null);
        }

        @Override
        public void onFailure(WebSocket session, Throwable failure, @Nullable Response response) {
            subscriptions.remove(session);
        }
    }

    /// Feeds a made-up network on a fixed port until stopped: `StagedServer 18080`.
    public static void main(String[] arguments) throws InterruptedException {
        int port = Integer.parseInt(arguments[0]);
        try (StagedServer staged = new StagedServer(port)) {
            new StagedNetwork(CLOCK, staged).feed(Duration.ofSeconds(1));
        }
    }
}
