package io.dotmac.server.platform.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.model.auth.MadeApiKey;
import io.dotmac.model.auth.NewApiKey;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.live.ClientFrame;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.ServerFrame;
import io.dotmac.model.live.Topic;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestConsole;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.TestReports;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class LiveTest {
    private static final int PING = 0x89;

    private static TestPlatform platform;
    private TestAgent agent;
    private final Instant now = Instant.now();

    @BeforeAll
    static void start() {
        platform = TestPlatform.start();
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @BeforeEach
    void enrol(TestInfo test) throws IOException {
        agent = TestAgent.enrol(
                platform, TestPlatform.OPERATOR, test.getDisplayName().replace("()", ""));
    }

    @Test
    void consoleGetsASnapshotAndThenWhatChanges() throws IOException {
        agent.send(TestReports.of("b1", 1, now).with("redis", Health.UP).report());
        try (TestConsole console = TestConsole.open(platform, TestPlatform.VIEWER)) {
            assertThat(console.next(ServerFrame.Welcome.class).environment()).isEqualTo("test");
            console.send(new ClientFrame.Subscribe(Set.of(Topic.DEPENDENCIES)));
            ServerFrame.Snapshot snapshot = console.next(ServerFrame.Snapshot.class);
            agent.send(TestReports.of("b1", 2, now.plusSeconds(1))
                    .with("redis", Health.DOWN)
                    .report());
            ServerFrame.Delta delta = console.next(ServerFrame.Delta.class);

            assertThat(snapshot.part()).isZero();
            assertThat(snapshot.last()).isTrue();
            assertThat(snapshot.rows()).anySatisfy(row -> assertThat(row.key()).isEqualTo(agent.node() + "/redis"));
            assertThat(delta.from()).isEqualTo(snapshot.version());
            assertThat(delta.to()).isEqualTo(snapshot.version() + 1);
            assertThat(delta.upserts())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            LiveRow.Dependency.class,
                            row -> assertThat(row.state().health()).isEqualTo(Health.DOWN));
        }
    }

    @Test
    void topicThatOneMayNotSeeIsNotTold() throws IOException {
        NewApiKey wanted =
                new NewApiKey("wallboard", List.of("fleet:read"), Optional.empty(), Optional.empty(), Optional.empty());
        String key = platform.as(TestPlatform.OTHER_ADMIN)
                .post("/api/v1/api-keys", wanted, MadeApiKey.class)
                .key();
        try (TestConsole console = TestConsole.withKey(platform, key)) {
            console.next(ServerFrame.Welcome.class);
            console.send(new ClientFrame.Subscribe(Set.of(Topic.ALERTS)));
            assertThat(console.isQuiet()).isTrue();

            console.send(new ClientFrame.Subscribe(Set.of(Topic.ALERTS, Topic.NODES)));
            assertThat(console.next(ServerFrame.Snapshot.class).topic()).isEqualTo(Topic.NODES);
            assertThat(console.isQuiet()).isTrue();
        }
    }

    @Test
    void rowThatIsGoneIsRemoved() throws IOException {
        agent.send(TestReports.of("b1", 1, now)
                .with("redis", Health.UP)
                .with("old", Health.UP)
                .report());
        try (TestConsole console = TestConsole.open(platform, TestPlatform.VIEWER)) {
            console.send(new ClientFrame.Subscribe(Set.of(Topic.DEPENDENCIES)));
            console.next(ServerFrame.Snapshot.class);
            agent.send(TestReports.of("b1", 2, now.plusSeconds(1))
                    .with("redis", Health.UP)
                    .report());

            assertThat(console.next(ServerFrame.Delta.class).removed()).containsExactly(agent.node() + "/old");
        }
    }

    @Test
    void otherTenantsConsoleSeesNoneOfItAndStaffSeesAll() throws IOException {
        agent.send(TestReports.of("b1", 1, now).with("redis", Health.UP).report());
        try (TestConsole other = TestConsole.open(platform, TestPlatform.OTHER);
                TestConsole staff = TestConsole.open(platform, TestPlatform.ROOT)) {
            other.send(new ClientFrame.Subscribe(Set.of(Topic.NODES)));
            staff.send(new ClientFrame.Subscribe(Set.of(Topic.NODES)));

            assertThat(other.next(ServerFrame.Snapshot.class).rows()).isEmpty();
            assertThat(staff.next(ServerFrame.Snapshot.class).rows()).isNotEmpty();
        }
    }

    @Test
    void pingIsAnswered() throws IOException {
        try (TestConsole console = TestConsole.open(platform, TestPlatform.VIEWER)) {
            console.send(new ClientFrame.Ping(42));

            assertThat(console.next(ServerFrame.Pong.class).id()).isEqualTo(42);
        }
    }

    @Test
    void frameThatIsNotKnownClosesWithItsReason() throws IOException {
        try (TestConsole console = TestConsole.open(platform, TestPlatform.VIEWER)) {
            console.sendText("{\"type\":\"subscribe\"}");

            assertThat(console.closed()).startsWith("1008 topics is missing");
        }
    }

    @Test
    void upgradeNeedsATokenAndATrustedOrigin() throws IOException {
        assertThat(upgrade("")).startsWith("HTTP/1.1 401");
        String token = "Authorization: Bearer " + platform.token(TestPlatform.VIEWER) + "\r\n";
        assertThat(upgrade(token + "Origin: https://evil.example\r\n")).startsWith("HTTP/1.1 426");
        assertThat(upgrade(token)).startsWith("HTTP/1.1 101");
    }

    @Test
    void consoleThatNeverReadsDelaysNobody() throws IOException {
        TestReports many = TestReports.of("b1", 1, now);
        for (int i = 0; i < 300; i++) {
            many = many.with("dependency-" + i, Health.UP);
        }
        agent.send(many.report());
        try (Socket deaf = openDeaf(platform);
                TestConsole good = TestConsole.open(platform, TestPlatform.VIEWER)) {
            good.send(new ClientFrame.Subscribe(Set.of(Topic.DEPENDENCIES)));
            good.next(ServerFrame.Snapshot.class);
            long version = 0;
            for (int seq = 2; seq < 102; seq++) {
                TestReports next = TestReports.of("b1", seq, now.plusSeconds(seq));
                for (int i = 0; i < 300; i++) {
                    next = next.with("dependency-" + i, Health.DOWN);
                }
                agent.send(next.report());
                ServerFrame.Delta delta = good.next(ServerFrame.Delta.class);
                assertThat(version == 0 || delta.from() == version).isTrue();
                version = delta.to();
            }

            assertThat(deaf.isConnected()).isTrue();
        }
    }

    @Test
    void consoleThatNeverReadsIsCutInTheEnd() throws IOException {
        try (TestPlatform impatient = TestPlatform.start(TestPlatform.copy(), Map.of("LIVE__STUCK_AFTER", "1s"));
                Socket deaf = openDeaf(impatient)) {
            TestAgent busy = TestAgent.enrol(impatient, TestPlatform.OPERATOR, "busy");
            await().untilAsserted(() -> assertThat(sessions(impatient)).isEqualTo("dotmac_live_sessions 1.0"));
            AtomicLong seq = new AtomicLong();
            await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
                TestReports next = TestReports.of("b1", seq.incrementAndGet(), now.plusSeconds(seq.get()));
                for (int i = 0; i < 800; i++) {
                    next = next.with("dependency-" + i, Health.UP);
                }
                busy.send(next.report());
                assertThat(sessions(impatient)).isEqualTo("dotmac_live_sessions 0.0");
            });

            assertThat(deaf.isConnected()).isTrue();
        }
    }

    @Test
    void quietConsoleIsPinged() throws IOException {
        try (Socket quiet = new Socket(platform.url().host(), platform.url().port())) {
            quiet.setSoTimeout(30_000);
            String token = "Authorization: Bearer " + platform.token(TestPlatform.VIEWER) + "\r\n";
            quiet.getOutputStream().write(request(token).getBytes(StandardCharsets.US_ASCII));
            InputStream in = quiet.getInputStream();

            int frame = in.read();
            while (frame != PING) { // the answer to the upgrade and the welcome are all ASCII but for the frame's head
                assertThat(frame).isNotNegative();
                frame = in.read();
            }
        }
    }

    private static String sessions(TestPlatform server) throws IOException {
        try (Response response = TestPlatform.http()
                .newCall(new Request.Builder().url(server.at("/metrics")).build())
                .execute()) {
            return response.body()
                    .string()
                    .lines()
                    .filter(line -> line.startsWith("dotmac_live_sessions "))
                    .findFirst()
                    .orElse("");
        }
    }

    /// Subscribes and then reads nothing more.
    private static Socket openDeaf(TestPlatform platform) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(2_048);
        socket.connect(
                new InetSocketAddress(platform.url().host(), platform.url().port()));
        String token = "Authorization: Bearer " + platform.token(TestPlatform.VIEWER) + "\r\n";
        socket.getOutputStream().write(request(token).getBytes(StandardCharsets.US_ASCII));
        byte[] subscribe = "{\"type\":\"subscribe\",\"topics\":[\"dependencies\"]}".getBytes(StandardCharsets.US_ASCII);
        OutputStream out = socket.getOutputStream();
        out.write(new byte[] {(byte) 0x81, (byte) (0x80 | subscribe.length), 0, 0, 0, 0}); // text, masked with zeros
        out.write(subscribe);
        out.flush();
        return socket;
    }

    private static String upgrade(String headers) throws IOException {
        try (Socket socket = new Socket(platform.url().host(), platform.url().port())) {
            socket.getOutputStream().write(request(headers).getBytes(StandardCharsets.US_ASCII));
            byte[] start = socket.getInputStream().readNBytes(12);
            return new String(start, StandardCharsets.US_ASCII);
        }
    }

    private static String request(String headers) {
        return "GET /api/v1/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + headers + "\r\n";
    }
}
