package io.dotmac.agent.link;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.model.Json;
import io.dotmac.model.agent.AccessRequest;
import io.dotmac.model.agent.AccessToken;
import io.dotmac.model.agent.AgentFrame;
import io.dotmac.model.agent.ControlFrame;
import io.dotmac.model.agent.Enrolled;
import io.dotmac.model.agent.Enrolment;
import io.dotmac.model.agent.Nonce;
import io.dotmac.model.api.Document;
import io.dotmac.model.api.ErrorDocument;
import io.dotmac.model.api.Resource;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.report.Receipt;
import io.dotmac.model.report.Report;
import io.dotmac.testing.LocalRedis;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;

/// The agent's side of the platform server over real HTTP; a test says how it answers, and when it is away.
public final class FakePlatform extends Dispatcher {
    static final NodeId NODE = NodeId.of("0197d0f0-0000-7000-8000-000000000001");

    private final List<Report> arrived = new CopyOnWriteArrayList<>();
    private final List<Instant> arrivals = new CopyOnWriteArrayList<>();
    private final List<AgentFrame> said = new CopyOnWriteArrayList<>();
    private final List<WebSocket> channels = new CopyOnWriteArrayList<>();
    private final AtomicInteger tokens = new AtomicInteger();
    private volatile String publicKey = "";
    private volatile Function<Report, MockResponse> answer = this::receipt;
    private volatile Optional<MockResponse> enrolAnswer = Optional.empty();
    private volatile Optional<MockResponse> tokenAnswer = Optional.empty();
    private volatile String enrolmentToken = "";
    private volatile Duration clockAhead = Duration.ZERO;
    private volatile long nextAfterMillis;
    private volatile Optional<Long> returnSpread = Optional.empty();
    private volatile int validFrom;
    private volatile boolean ready = true;
    private @Nullable SSLContext tls;
    private @Nullable MockWebServer server;
    private final int port = LocalRedis.freePort();

    /// Comes up, on the same port as before.
    public void start() throws IOException {
        MockWebServer fresh = new MockWebServer();
        fresh.setDispatcher(this);
        if (tls != null) {
            fresh.useHttps(tls.getSocketFactory());
        }
        fresh.start(InetAddress.getLoopbackAddress(), port);
        server = fresh;
    }

    /// Goes away: connections are cut, the port refuses.
    public void stop() {
        MockWebServer running = server;
        server = null;
        if (running != null) {
            channels.forEach(channel -> channel.close(1001, "server stops"));
            channels.clear();
            running.close();
        }
    }

    AgentConfig config(Path stateDir) {
        return AgentConfig.parse("""
                server: {url: "http://127.0.0.1:%d"}
                node: {name: lag-db-1}
                state-dir: %s
                interval: 1s
                health-interval: 1s
                """.formatted(port, stateDir), Map.of());
    }

    /// Reports that were stored.
    public List<Report> arrived() {
        return arrived;
    }

    List<Long> arrivedSeqs() {
        return arrived.stream().map(Report::seq).toList();
    }

    List<Instant> arrivals() {
        return arrivals;
    }

    int tokens() {
        return tokens.get();
    }

    /// How many channels are open.
    public int channels() {
        return channels.size();
    }

    /// Answers reports with that status from now on; 0 for as usual.
    public void answerWith(int status) {
        answer(status == 0 ? this::receipt : _ -> refusal(status, "HTTP_" + status, "not now"));
    }

    void answer(Function<Report, MockResponse> how) {
        answer = how;
    }

    void enrolAnswer(MockResponse response) {
        enrolAnswer = Optional.of(response);
    }

    /// Answers so when an agent asks for access.
    public void tokenAnswer(MockResponse response) {
        tokenAnswer = Optional.of(response);
    }

    /// The token that the last enrolment showed.
    public String enrolmentToken() {
        return enrolmentToken;
    }

    /// Where it is.
    public String url() {
        return (tls == null ? "http" : "https") + "://127.0.0.1:" + port;
    }

    /// Port on 127.0.0.1.
    public int port() {
        return port;
    }

    /// Speaks TLS from its next start on.
    public void speaks(SSLContext context) {
        tls = context;
    }

    /// Whether it says that it lacks nothing.
    public void ready(boolean now) {
        ready = now;
    }

    /// Knows another key than that of the node that enrolled.
    public void forgetKey() {
        publicKey = "";
    }

    /// Has a clock of its own.
    public void clockAhead(Duration by) {
        clockAhead = by;
    }

    void nextAfterMillis(long millis) {
        nextAfterMillis = millis;
    }

    void returnSpread(Duration length) {
        returnSpread = Optional.of(length.toMillis());
    }

    void forgetTokens() {
        validFrom = tokens.get() + 1;
    }

    /// Frames that agents sent over the channel.
    public List<AgentFrame> said() {
        return said;
    }

    /// Tells all agents that are connected.
    public void say(ControlFrame frame) {
        channels.forEach(channel -> channel.send(Json.text(frame)));
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        String path = request.getUrl().encodedPath();
        return switch (path) {
            case "/health/ready" -> health();
            case "/api/v1/agents/enrol" -> enrol(Json.read(body(request), Enrolment.class));
            case "/api/v1/agents/nonce" -> ok(new Nonce("nonce-" + tokens.get()));
            case "/api/v1/agents/token" -> token(Json.read(body(request), AccessRequest.class));
            case "/api/v1/agents/reports" -> reports(request);
            case "/api/v1/agents/control" -> control(request);
            default -> refusal(404, "NOT_FOUND", path);
        };
    }

    private MockResponse health() {
        return json(ready ? 200 : 503, Map.of("status", ready ? "UP" : "DOWN"))
                .newBuilder()
                .setHeader(
                        "Date",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                now().plus(clockAhead).atOffset(ZoneOffset.UTC)))
                .build();
    }

    private MockResponse enrol(Enrolment enrolment) {
        publicKey = enrolment.publicKey();
        enrolmentToken = enrolment.token();
        return enrolAnswer.orElseGet(() -> ok(new Enrolled(NODE, "northnet")));
    }

    private MockResponse token(AccessRequest request) {
        if (tokenAnswer.isPresent()) {
            return tokenAnswer.get();
        }
        if (!verified(request)) {
            return refusal(401, "BAD_SIGNATURE", "signature does not fit");
        }
        return ok(new AccessToken("token-" + tokens.incrementAndGet(), 600));
    }

    private boolean verified(AccessRequest request) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initVerify(KeyFactory.getInstance("EC")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey))));
            signature.update(request.nonce().getBytes(StandardCharsets.UTF_8));
            return signature.verify(Base64.getDecoder().decode(request.signature()));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private MockResponse reports(RecordedRequest request) {
        if (!authorised(request)) {
            return refusal(401, "TOKEN_EXPIRED", "token expired");
        }
        Report report = Json.read(body(request), Report.class);
        arrivals.add(now());
        return answer.apply(report);
    }

    /// Takes a report as the server does.
    MockResponse receipt(Report report) {
        boolean duplicate =
                arrived.stream().anyMatch(other -> other.boot().equals(report.boot()) && other.seq() == report.seq());
        if (!duplicate) {
            arrived.add(report);
        }
        Instant at = now().plus(clockAhead);
        return ok(new Receipt(report.boot(), report.seq(), duplicate, at, at, nextAfterMillis, 0, returnSpread));
    }

    private boolean authorised(RecordedRequest request) {
        String header = request.getHeaders().get("Authorization");
        return header != null
                && header.startsWith("Bearer token-")
                && Integer.parseInt(header.substring("Bearer token-".length())) >= validFrom;
    }

    private MockResponse control(RecordedRequest request) {
        if (!authorised(request)) {
            return refusal(401, "TOKEN_EXPIRED", "token expired");
        }
        return new MockResponse.Builder()
                .webSocketUpgrade(new WebSocketListener() {
                    @Override
                    public void onOpen(WebSocket socket, Response response) {
                        channels.add(socket);
                        socket.send(Json.text(new ControlFrame.Welcome(0)));
                    }

                    @Override
                    public void onMessage(WebSocket socket, String text) {
                        said.add(Json.read(text, AgentFrame.class));
                    }

                    @Override
                    public void onClosing(WebSocket socket, int code, String reason) {
                        channels.remove(socket);
                        socket.close(1000, null);
                    }
                })
                .build();
    }

    private static byte[] body(RecordedRequest request) {
        byte[] bytes =
                request.getBody() == null ? new byte[0] : request.getBody().toByteArray();
        if (!"gzip".equals(request.getHeaders().get("Content-Encoding"))) {
            return bytes;
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MockResponse ok(Object attributes) {
        return json(
                200,
                new Document<>(
                        new Resource<>("1", "thing", attributes),
                        new Document.Meta(now(), "1.0", Optional.empty(), Optional.empty()),
                        Map.of()));
    }

    /// An error document.
    public static MockResponse refusal(int status, String code, String message) {
        return json(status, new ErrorDocument(new ErrorDocument.Problem(code, message, List.of(), "req_1")));
    }

    private static MockResponse json(int status, Object body) {
        return new MockResponse.Builder()
                .code(status)
                .setHeader("Content-Type", "application/json")
                .body(Json.text(body))
                .build();
    }

    private static Instant now() {
        return Clock.systemUTC().instant();
    }
}
