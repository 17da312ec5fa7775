package io.dotmac.console.live;

import static org.awaitility.Awaitility.await;

import io.dotmac.model.Json;
import io.dotmac.model.api.ErrorDocument;
import io.dotmac.model.auth.Tokens;
import io.dotmac.model.auth.User;
import io.dotmac.model.live.ClientFrame;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.ServerFrame;
import io.dotmac.model.live.Topic;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;

/// A platform server in miniature: log-in, refresh with rotation, and `/api/v1/live` with rows that a test sets.
public final class FakeServer implements AutoCloseable {
    /// Rows of each topic, sent in a snapshot at each subscription.
    public final Map<Topic, List<LiveRow>> rows = new ConcurrentHashMap<>();
    /// Sessions that are open.
    public final List<WebSocket> sessions = new CopyOnWriteArrayList<>();
    /// How many subscriptions came.
    public final AtomicInteger subscriptions = new AtomicInteger();
    /// How many refresh tokens were traded.
    public final AtomicInteger refreshes = new AtomicInteger();
    /// How often a token came that had been used.
    public final AtomicInteger reuses = new AtomicInteger();

    /// What lists answer, by path; records or pages of them.
    public final Map<String, Function<HttpUrl, List<?>>> lists = new ConcurrentHashMap<>();
    /// What a post or a delete is answered with, by path; a problem refuses it.
    public final Map<String, Function<String, Object>> posts = new ConcurrentHashMap<>();

    /// What was asked of a list or a post, for example `POST /api/v1/silences?tenant=northnet`.
    public final List<String> seen = new CopyOnWriteArrayList<>();
    /// ISP of who logs in; none for platform staff.
    public volatile Optional<String> tenant = Optional.empty();

    private volatile String refreshToken = "r0";
    private volatile String accessToken = "a0";
    private volatile boolean mute;
    private final List<ClientFrame.Ask> asked = new CopyOnWriteArrayList<>();
    private final List<UUID> withdrawn = new CopyOnWriteArrayList<>();
    private final Map<String, List<Function<UUID, ServerFrame>>> answers = new ConcurrentHashMap<>();
    private final AtomicLong version = new AtomicLong(10);
    private final int port;
    private MockWebServer server;

    public FakeServer() throws IOException {
        // Not port 0: only a server on a port of its own choice may come back while old sockets linger there.
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        server = listen(port);
    }

    public HttpUrl url() {
        return server.url("/");
    }

    public String refreshToken() {
        return refreshToken;
    }

    /// Makes the present access token worthless.
    public void expireAccess() {
        accessToken = "expired-" + UUID.randomUUID();
    }

    /// Stays connected but says nothing more, pongs neither.
    public void mute() {
        mute = true;
    }

    /// Ends the server.
    public void stop() {
        sessions.clear();
        server.close();
    }

    /// Starts it again on the same port.
    public void comeBack() {
        mute = false;
        // The system may hold the port for a moment.
        server = await().ignoreExceptionsInstanceOf(BindException.class)
                .until(() -> listen(port), started -> started.getPort() == port);
    }

    /// Changes rows and tells of it.
    public void change(LiveRow row) {
        send(new ServerFrame.Delta(row.topic(), version.get(), version.incrementAndGet(), List.of(row), List.of()));
    }

    /// Tells of a change after one that never arrived.
    public void changeAfterGap(LiveRow row) {
        version.addAndGet(5);
        change(row);
    }

    public void send(ServerFrame frame) {
        sessions.forEach(session -> session.send(Json.text(frame)));
    }

    @Override
    public void close() {
        server.close();
    }

    private MockWebServer listen(int port) throws IOException {
        MockWebServer started = new MockWebServer();
        started.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answer(request);
            }
        });
        started.start(InetAddress.getLoopbackAddress(), port);
        return started;
    }

    private MockResponse answer(RecordedRequest request) {
        String path = request.getUrl().encodedPath();
        String query = request.getUrl().encodedQuery();
        seen.add(request.getMethod() + " " + path + (query == null ? "" : "?" + query));
        Function<HttpUrl, List<?>> list = lists.get(path);
        if (list != null && request.getMethod().equals("GET")) {
            List<Map<String, Object>> found = list.apply(request.getUrl()).stream()
                    .map(FakeServer::resource)
                    .toList();
            return json(200, document(found));
        }
        Function<String, Object> post = posts.get(path);
        if (post != null) {
            String body = request.getBody() == null ? "" : request.getBody().utf8();
            Object answer = post.apply(body);
            return answer instanceof ErrorDocument.Problem problem
                    ? json(422, new ErrorDocument(problem))
                    : json(200, document(resource(answer)));
        }
        return switch (request.getUrl().encodedPath()) {
            case "/api/v1/auth/login" -> logIn(request);
            case "/api/v1/auth/refresh" -> refresh(request);
            case "/api/v1/auth/logout" -> logOut();
            case "/api/v1/live" -> live(request);
            default -> error(404, "NOT_FOUND", "no such path");
        };
    }

    private MockResponse logIn(RecordedRequest request) {
        String body = String.valueOf(
                request.getBody() == null ? "" : request.getBody().utf8());
        if (!body.contains("right")) {
            return error(401, "UNAUTHORIZED", "e-mail or password is wrong");
        }
        return tokens();
    }

    private synchronized MockResponse refresh(RecordedRequest request) {
        String body = String.valueOf(
                request.getBody() == null ? "" : request.getBody().utf8());
        if (!body.contains("\"" + refreshToken + "\"")) {
            reuses.incrementAndGet();
            return error(401, "UNAUTHORIZED", "refresh token is not valid");
        }
        refreshes.incrementAndGet();
        return tokens();
    }

    private synchronized MockResponse tokens() {
        int next = Integer.parseInt(refreshToken.substring(1)) + 1;
        refreshToken = "r" + next;
        accessToken = "a" + next;
        User user =
                new User(new UUID(0, 7), "ops@example.net", "Ops", tenant, List.of("operator"), List.of("fleet:read"));
        return json(
                200,
                Map.of(
                        "data",
                        Map.of(
                                "id",
                                "1",
                                "type",
                                "tokens",
                                "attributes",
                                new Tokens(accessToken, 600, refreshToken, user)),
                        "meta",
                        Map.of("timestamp", Clock.systemUTC().instant(), "version", "1.0"),
                        "links",
                        Map.of()));
    }

    private synchronized MockResponse logOut() {
        accessToken = "ended-" + UUID.randomUUID();
        return new MockResponse.Builder().code(204).build();
    }

    private MockResponse live(RecordedRequest request) {
        if (!("Bearer " + accessToken).equals(request.getHeaders().get("Authorization"))) {
            return error(401, "UNAUTHORIZED", "access token is not valid");
        }
        return new MockResponse.Builder()
                .webSocketUpgrade(new WebSocketListener() {
                    @Override
                    public void onOpen(WebSocket socket, Response response) {
                        sessions.add(socket);
                        socket.send(Json.text(new ServerFrame.Welcome(
                                "test", "test", Clock.systemUTC().instant())));
                    }

                    @Override
                    public void onMessage(WebSocket socket, String text) {
                        hear(socket, text);
                    }

                    @Override
                    public void onClosing(WebSocket socket, int code, String reason) {
                        sessions.remove(socket);
                        socket.close(1000, null);
                    }

                    @Override
                    public void onFailure(WebSocket socket, Throwable failure, @Nullable Response response) {
                        sessions.remove(socket);
                    }
                })
                .build();
    }

    /// Answers orders of that verb from now on.
    public void answer(String verb, List<Function<UUID, ServerFrame>> frames) {
        answers.put(verb, List.copyOf(frames));
    }

    /// Orders that came in.
    public List<ClientFrame.Ask> asked() {
        return asked;
    }

    /// Orders that were withdrawn.
    public List<UUID> withdrawn() {
        return withdrawn;
    }

    private void hear(WebSocket socket, String text) {
        if (mute) {
            return;
        }
        switch (Json.read(text, ClientFrame.class)) {
            case ClientFrame.Ping(long id) ->
                socket.send(Json.text(new ServerFrame.Pong(id, Clock.systemUTC().instant())));
            case ClientFrame.Ask ask -> {
                asked.add(ask);
                answers.getOrDefault(ask.order().verb(), List.of())
                        .forEach(answer -> socket.send(Json.text(answer.apply(ask.id()))));
            }
            case ClientFrame.Withdraw(UUID id) -> withdrawn.add(id);
            case ClientFrame.Subscribe subscribe -> {
                subscriptions.incrementAndGet();
                for (Topic topic : subscribe.topics()) {
                    socket.send(Json.text(new ServerFrame.Snapshot(
                            topic, version.get(), 0, true, rows.getOrDefault(topic, List.of()))));
                }
            }
        }
    }

    /// As trees, since a generic part would be written without its type.
    private static Map<String, Object> resource(Object attributes) {
        return Map.of("id", "1", "type", "row", "attributes", Json.mapper().valueToTree(attributes));
    }

    private static Map<String, Object> document(Object data) {
        Map<String, Object> meta = Map.of("timestamp", Clock.systemUTC().instant(), "version", "1.0");
        return Map.of("data", data, "meta", meta, "links", Map.of());
    }

    private static MockResponse error(int status, String code, String message) {
        return json(
                status,
                Map.of("error", Map.of("code", code, "message", message, "details", List.of(), "request_id", "req_1")));
    }

    private static MockResponse json(int status, Object body) {
        return new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "application/json")
                .body(Json.text(body))
                .build();
    }
}
