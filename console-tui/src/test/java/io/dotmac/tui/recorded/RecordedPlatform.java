package io.dotmac.tui.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.model.Json;
import io.dotmac.model.alert.Handover;
import io.dotmac.model.alert.NewHandover;
import io.dotmac.model.alert.NewSilence;
import io.dotmac.model.alert.Silence;
import io.dotmac.model.alert.SilencePreview;
import io.dotmac.model.api.Document;
import io.dotmac.model.api.ErrorDocument;
import io.dotmac.model.api.Resource;
import io.dotmac.model.auth.LogIn;
import io.dotmac.model.auth.LogInCode;
import io.dotmac.model.auth.Refresh;
import io.dotmac.model.auth.Tokens;
import io.dotmac.model.auth.User;
import io.dotmac.model.fleet.Metrics;
import io.dotmac.model.live.ClientFrame;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.ServerFrame;
import io.dotmac.model.live.Topic;
import io.dotmac.model.order.Order;
import io.dotmac.model.order.OrderState;
import io.dotmac.model.report.SeriesName;
import io.dotmac.model.report.SeriesPoints;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.stream.IntStream;
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

/// Plays a platform server over real HTTP and WebSocket on loopback: its log-in, its lists, its live frames.
///
/// It can go away and come back on the same port. Safe for use by several threads.
public final class RecordedPlatform implements AutoCloseable {
    /// Who may log in.
    public static final String EMAIL = "a.okafor@northnet.ng";
    /// With what.
    public static final String PASSWORD = "correct horse battery staple";
    /// Who needs a code as well.
    public static final String CAREFUL = "careful@northnet.ng";
    /// Which.
    public static final String CODE = "492817";

    private final InstantSource clock;
    private final Kept nodes = new Kept();
    private final Kept dependencies = new Kept();
    private final Kept replication = new Kept();
    private final Kept containers = new Kept();
    private final Kept workloads = new Kept();
    private final Kept alerts = new Kept();
    private final Set<WebSocket> sessions = new CopyOnWriteArraySet<>();
    private final List<Order> orders = new CopyOnWriteArrayList<>();
    private final List<UUID> withdrawn = new CopyOnWriteArrayList<>();
    private final List<LiveRow> past = new CopyOnWriteArrayList<>();
    private final List<Handover> handovers = new CopyOnWriteArrayList<>();
    private final List<Silence> silences = new CopyOnWriteArrayList<>();
    private MockWebServer server = new MockWebServer();
    private int port;
    private volatile Optional<String> tenant = Optional.of("northnet");

    private static final class Kept {
        private final Map<String, LiveRow> rows = new LinkedHashMap<>();
        private long version = 1;
    }

    /// @param clock that it stamps by
    public RecordedPlatform(InstantSource clock) {
        this.clock = clock;
    }

    /// Listens, the second time on the same port.
    public void start() throws IOException {
        start(port == 0 ? free() : port);
    }

    /// Bound by number from the first time on, since a port that the system chose cannot be bound again at once.
    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Listens on a port.
    public void start(int wanted) throws IOException {
        server = new MockWebServer();
        server.setDispatcher(new Answers());
        server.start(InetAddress.getLoopbackAddress(), wanted);
        port = server.getPort();
    }

    /// Where it listens.
    public HttpUrl url() {
        return server.url("/");
    }

    /// Goes away as a killed process does.
    public void stop() {
        server.close();
        sessions.clear();
    }

    @Override
    public void close() {
        stop();
    }

    /// Sets how everything stood at any past instant.
    public void past(List<? extends LiveRow> rows) {
        past.clear();
        past.addAll(rows);
    }

    /// Silences that were made and have not ended.
    public List<Silence> silences() {
        return silences;
    }

    /// Handovers that were written, the latest last.
    public List<Handover> handovers() {
        return handovers;
    }

    /// How many consoles are attached.
    public int attached() {
        return sessions.size();
    }

    /// Orders that were withdrawn.
    public List<UUID> withdrawn() {
        return withdrawn;
    }

    /// Orders that came in.
    public List<Order> orders() {
        return orders;
    }

    /// Answers as an agent would.
    private void answer(WebSocket session, ClientFrame.Ask ask) {
        orders.add(ask.order());
        session.send(frame(new ServerFrame.Progress(ask.id(), OrderState.ACCEPTED, "")));
        switch (ask.order()) {
            case Order.Logs logs -> {
                List<String> lines = IntStream.rangeClosed(1, 60)
                        .mapToObj(i -> "2026-11-21T22:00:%02dZ GET /invoices/%d 200".formatted(i % 60, 1000 + i))
                        .toList();
                session.send(frame(new ServerFrame.Output(ask.id(), lines, 0)));
            }
            case Order.Restart restart ->
                session.send(
                        frame(new ServerFrame.Progress(ask.id(), OrderState.DONE, "restarted " + restart.container())));
            case Order.Probe probe -> {
                session.send(frame(new ServerFrame.Output(ask.id(), List.of("health up", "latency 0.4 ms"), 0)));
                session.send(frame(new ServerFrame.Progress(ask.id(), OrderState.DONE, "answers")));
            }
            case Order.Diagnose _ ->
                session.send(frame(new ServerFrame.Progress(ask.id(), OrderState.TIMED_OUT, "the agent did not")));
        }
    }

    /// Takes rows in and tells the consoles.
    public synchronized void push(List<? extends LiveRow> changed) {
        for (Topic topic : Topic.values()) {
            List<LiveRow> upserts = new ArrayList<>();
            changed.stream().filter(row -> row.topic() == topic).forEach(upserts::add);
            if (upserts.isEmpty()) {
                continue;
            }
            Kept kept = kept(topic);
            upserts.forEach(row -> kept.rows.put(row.key(), row));
            kept.version++;
            String delta = frame(new ServerFrame.Delta(topic, kept.version - 1, kept.version, upserts, List.of()));
            sessions.forEach(session -> session.send(delta));
        }
    }

    private Kept kept(Topic topic) {
        return switch (topic) {
            case NODES -> nodes;
            case DEPENDENCIES -> dependencies;
            case REPLICATION -> replication;
            case CONTAINERS -> containers;
            case WORKLOADS -> workloads;
            case ALERTS -> alerts;
        };
    }

    private synchronized void subscribe(WebSocket session, Set<Topic> topics) {
        for (Topic topic : topics) {
            Kept kept = kept(topic);
            List<LiveRow> all = List.copyOf(kept.rows.values());
            session.send(frame(new ServerFrame.Snapshot(topic, kept.version, 0, true, all)));
        }
        sessions.add(session);
    }

    private static String frame(ServerFrame frame) {
        return Json.text(frame);
    }

    /// As trees, since a generic part would be written without its type.
    private synchronized List<Resource<JsonNode>> list(HttpUrl url, Topic topic) {
        List<LiveRow> rows = url.queryParameter("at") == null
                ? List.copyOf(kept(topic).rows.values())
                : past.stream().filter(row -> row.topic() == topic).toList();
        return list(rows);
    }

    private static List<Resource<JsonNode>> list(List<?> rows) {
        return rows.stream()
                .map(row -> new Resource<JsonNode>("1", "row", Json.mapper().valueToTree(row)))
                .toList();
    }

    private MockResponse writeHandover(NewHandover wanted) {
        Handover made = Shift.handover(clock.instant(), wanted.notes(), Optional.empty());
        handovers.add(made);
        return document(new Resource<>("1", "handover", made));
    }

    private MockResponse signHandover() {
        Handover.Signature signature = new Handover.Signature(new UUID(8, 8), "Bola Ade", clock.instant(), "");
        String notes = handovers.removeLast().notes();
        handovers.add(Shift.handover(clock.instant(), notes, Optional.of(signature)));
        return document(new Resource<>("1", "handover", handovers.getLast()));
    }

    private MockResponse makeSilence(NewSilence wanted) {
        Silence made = Shift.silence(wanted, clock.instant());
        silences.add(made);
        return document(new Resource<>("1", "silence", made));
    }

    private MockResponse endSilence() {
        silences.clear();
        return document(new Resource<>("1", "none", Map.of()));
    }

    private Tokens tokens() {
        return new Tokens("access", 600, "refresh-" + UUID.randomUUID(), user());
    }

    /// Whoever logs in from now on is of the platform's own staff.
    public void asStaff() {
        tenant = Optional.empty();
    }

    private User user() {
        return new User(new UUID(1, 2), EMAIL, "Ada Okafor", tenant, List.of("operator"), List.of("fleet:read"));
    }

    private SeriesPoints series(HttpUrl url) {
        String metric = String.valueOf(url.queryParameter("metric"));
        String target = String.valueOf(url.queryParameter("target"));
        Instant now = clock.instant();
        List<Instant> at = new ArrayList<>();
        List<Double> value = new ArrayList<>();
        for (int second = 900; second >= 0; second -= 10) {
            at.add(now.minusSeconds(second));
            double lag = target.equals("lag-db-3") ? Math.max(0.3, 18.4 - second / 8.0) : 0.3;
            value.add(metric.equals(Metrics.REPLICATION_LAG_SECONDS) ? lag : 0.002);
        }
        return new SeriesPoints(new SeriesName(target, metric, ""), at, value);
    }

    private <T> MockResponse document(T data) {
        return json(
                200,
                new Document<>(
                        data, new Document.Meta(clock.instant(), "1.0", Optional.empty(), Optional.empty()), Map.of()));
    }

    private static MockResponse json(int code, Object body) {
        return new MockResponse.Builder()
                .code(code)
                .setHeader("Content-Type", "application/json")
                .body(new String(Json.bytes(body), StandardCharsets.UTF_8))
                .build();
    }

    private static MockResponse refusal(int code, String name, String message) {
        return json(code, new ErrorDocument(new ErrorDocument.Problem(name, message, List.of(), "req_1")));
    }

    private final class Answers extends Dispatcher {
        @Override
        public MockResponse dispatch(RecordedRequest request) {
            HttpUrl url = request.getUrl();
            boolean open = url.encodedPath().matches("/api/v1/auth/(login|login/code|refresh)");
            if (!open && !"Bearer access".equals(request.getHeaders().get("Authorization"))) {
                return refusal(401, "UNAUTHENTICATED", "log in first");
            }
            return switch (url.encodedPath()) {
                case "/api/v1/auth/login" -> logIn(request);
                case "/api/v1/auth/login/code" -> code(body(request, LogInCode.class));
                case "/api/v1/auth/refresh" -> refresh(request);
                case "/api/v1/auth/logout" -> document(new Resource<>("1", "none", Map.of()));
                case "/api/v1/auth/me" -> document(new Resource<>("1", "user", user()));
                case "/api/v1/nodes" -> document(list(url, Topic.NODES));
                case "/api/v1/dependencies" -> document(list(url, Topic.DEPENDENCIES));
                case "/api/v1/replication" -> document(list(url, Topic.REPLICATION));
                case "/api/v1/containers" -> document(list(url, Topic.CONTAINERS));
                case "/api/v1/workloads" -> document(list(url, Topic.WORKLOADS));
                case "/api/v1/alerts" -> document(list(url, Topic.ALERTS));
                case "/api/v1/notifications" -> document(list(Shift.told()));
                case "/api/v1/on-call-schedules" -> document(list(Shift.onCall()));
                case "/api/v1/alerts/f1/history" -> document(list(Shift.history()));
                case "/api/v1/alerts/f1/ack" -> document(new Resource<>("1", "none", Map.of()));
                case "/api/v1/handovers" ->
                    request.getMethod().equals("POST")
                            ? writeHandover(body(request, NewHandover.class))
                            : document(list(handovers.reversed()));
                case "/api/v1/handovers/00000000-0000-0007-0000-000000000007/signature" -> signHandover();
                case "/api/v1/silences/preview" ->
                    document(new Resource<>(
                            "preview",
                            "silence-preview",
                            new SilencePreview(
                                    1, List.of(Shift.alert(clock.instant()).alert()))));
                case "/api/v1/silences" ->
                    request.getMethod().equals("POST")
                            ? makeSilence(body(request, NewSilence.class))
                            : document(list(silences));
                case "/api/v1/silences/00000000-0000-0006-0000-000000000006" -> endSilence();
                case "/api/v1/maintenance-windows" -> document(list(List.of()));
                case "/api/v1/samples" -> document(new Resource<>("1", "series", series(url)));
                case "/api/v1/live" ->
                    new MockResponse.Builder().webSocketUpgrade(new Session()).build();
                default -> refusal(404, "NOT_FOUND", "no such path");
            };
        }

        private MockResponse refresh(RecordedRequest request) {
            return body(request, Refresh.class).refreshToken().startsWith("refresh-")
                    ? document(new Resource<>("1", "tokens", tokens()))
                    : refusal(401, "INVALID_TOKEN", "the log-in has ended");
        }

        private MockResponse code(LogInCode step) {
            return step.challenge().equals("sealed") && step.code().equals(CODE)
                    ? document(new Resource<>("1", "tokens", tokens()))
                    : refusal(401, "UNAUTHORIZED", "the code is wrong or was used already");
        }

        private MockResponse logIn(RecordedRequest request) {
            LogIn logIn = body(request, LogIn.class);
            if (logIn.email().equals(CAREFUL) && logIn.password().equals(PASSWORD)) {
                return json(
                        401,
                        new ErrorDocument(new ErrorDocument.Problem(
                                LogInCode.REQUIRED,
                                "the code of the second factor is needed",
                                List.of(new ErrorDocument.Detail("challenge", "sealed")),
                                "req_1")));
            }
            return logIn.email().equals(EMAIL) && logIn.password().equals(PASSWORD)
                    ? document(new Resource<>("1", "tokens", tokens()))
                    : refusal(401, "INVALID_CREDENTIALS", "e-mail or password is wrong");
        }
    }

    private static <T> T body(RecordedRequest request, Class<T> type) {
        ByteString body = request.getBody();
        return Json.read(body == null ? new byte[0] : body.toByteArray(), type);
    }

    private final class Session extends WebSocketListener {
        @Override
        public void onOpen(WebSocket session, Response response) {
            session.send(frame(new ServerFrame.Welcome("0.1.0", "test", clock.instant())));
        }

        @Override
        public void onMessage(WebSocket session, String text) {
            ClientFrame frame = Json.read(text.getBytes(StandardCharsets.UTF_8), ClientFrame.class);
            switch (frame) {
                case ClientFrame.Subscribe subscribe -> subscribe(session, subscribe.topics());
                case ClientFrame.Ask ask -> answer(session, ask);
                case ClientFrame.Withdraw withdraw -> withdrawn.add(withdraw.id());
                case ClientFrame.Ping ping -> session.send(frame(new ServerFrame.Pong(ping.id(), clock.instant())));
            }
        }

        @Override
        public void onClosing(WebSocket session, int code, String reason) {
            sessions.remove(session);
            session.close(code, null);
        }

        @Override
        public void onFailure(WebSocket session, Throwable cause, @Nullable Response response) {
            sessions.remove(session);
        }
    }
}
