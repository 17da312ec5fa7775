package io.dotmac.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.agent.Agent;
import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.doctor.Advice.Level;
import io.dotmac.agent.link.FakePlatform;
import io.dotmac.agent.probe.tls.Authority;
import io.dotmac.testing.LocalRedis;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the doctor says of the way to the server, over real connections.
class DoctorServerTest {
    @TempDir
    private Path folder;

    private final Instant now = Clock.systemUTC().instant();
    private final FakePlatform platform = new FakePlatform();

    @AfterEach
    void stop() {
        platform.stop();
    }

    @Test
    void enrolledNodeIsAcceptedAndAllIsWell() throws Exception {
        platform.start();
        enrol();

        List<Advice> advices = examine(platform.url(), "");

        assertThat(of(advices, "server").level()).isEqualTo(Level.OK);
        assertThat(of(advices, "clock offset").level()).isEqualTo(Level.OK);
        assertThat(of(advices, "node")).isEqualTo(Advice.ok("node", "the server accepts it"));
    }

    @Test
    void serverThatIsAwayIsToldWithItsAddress() throws Exception {
        int port = LocalRedis.freePort();

        Advice away = of(examine("http://127.0.0.1:" + port, ""), "server");

        assertThat(away.level()).isEqualTo(Level.FAIL);
        assertThat(away.found()).isEqualTo("127.0.0.1:" + port + " cannot be reached: nothing listens there");
        assertThat(away.action()).isEqualTo("start the server, or correct host and port of server.url");
    }

    @Test
    void serverThatIsNotReadyIsTold() throws Exception {
        platform.ready(false);
        platform.start();

        assertThat(of(examine(platform.url(), ""), "server"))
                .isEqualTo(Advice.fail(
                        "server",
                        platform.url() + "/ answers that it is not ready",
                        "GET /health/ready on the server tells what it lacks"));
    }

    @Test
    void urlOfAnotherServerIsTold() throws Exception {
        try (MockWebServer other = new MockWebServer()) {
            other.enqueue(new MockResponse(200, Headers.of("Content-Type", "text/html"), "<p>Welcome"));
            other.enqueue(new MockResponse(404, Headers.EMPTY, ""));
            other.enqueue(new MockResponse(301, Headers.of("Location", "https://ops.example.net/health/ready"), ""));
            other.start(InetAddress.getLoopbackAddress(), 0);
            String url = "http://127.0.0.1:" + other.getPort();

            Advice page = of(examine(url, ""), "server");
            Advice missing = of(examine(url, ""), "server");
            Advice moved = of(examine(url, ""), "server");

            assertThat(page.found()).isEqualTo(url + "/ answers 200, but as no platform server does");
            assertThat(missing.found()).isEqualTo(url + "/ answers 404, but as no platform server does");
            assertThat(missing.action()).isEqualTo("correct host and port of server.url");
            assertThat(moved.found()).isEqualTo(url + "/ sends on to https://ops.example.net/health/ready");
            assertThat(moved.action()).contains("set server.url");
        }
    }

    @Test
    void portThatTakesConnectionsAndSaysNothingIsTold() throws Exception {
        try (LocalRedis redis = LocalRedis.start(0);
                ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Advice other = of(examine("http://127.0.0.1:" + redis.port(), ""), "server");
            Advice mute = of(examine("http://127.0.0.1:" + silent.getLocalPort(), ""), "server");

            assertThat(other.found()).startsWith("127.0.0.1:" + redis.port() + " does not speak HTTP: ");
            assertThat(mute.found()).endsWith("cannot be reached: no answer in time");
            assertThat(mute.action()).contains("firewall");
        }
    }

    @Test
    void tlsOnOneSideAloneIsTold() throws Exception {
        Authority root = Authority.root("root", later(100));
        platform.start();
        Advice plain = of(examine("https://127.0.0.1:" + platform.port(), ""), "server encryption");
        platform.stop();
        platform.speaks(root.server("127.0.0.1", now, later(100)).context());
        platform.start();
        Advice encrypted = of(examine("http://127.0.0.1:" + platform.port(), ""), "server");

        assertThat(plain.level()).isEqualTo(Level.FAIL);
        assertThat(plain.found()).startsWith("no TLS with 127.0.0.1:" + platform.port());
        assertThat(plain.action()).contains("speaks plainly");
        assertThat(encrypted.level()).isEqualTo(Level.FAIL);
        assertThat(encrypted.action()).contains("speaks TLS");
    }

    @Test
    void portThatLetsInAndSaysNothingIsNoFirewall() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Advice advice = of(examine("https://127.0.0.1:" + silent.getLocalPort(), ""), "server encryption");

            assertThat(advice.level()).isEqualTo(Level.FAIL);
            assertThat(advice.found()).endsWith("it lets in and says nothing");
        }
    }

    @Test
    void certificatesAreJudgedAndToldApart() throws Exception {
        Authority root = Authority.root("root", later(1000));
        Path trusted = root.pem(folder.resolve("root.pem"));
        Path other = Authority.root("other", later(1000)).pem(folder.resolve("other.pem"));

        assertThat(shown(root.server("127.0.0.1", now, later(100)), trusted).level())
                .isEqualTo(Level.OK);
        assertThat(shown(root.server("127.0.0.1", now, later(5)), trusted).action())
                .isEqualTo("renew it on the server");
        Advice stranger = shown(root.server("127.0.0.1", now, later(100)), other);
        assertThat(stranger.found()).contains("signed by no authority that is trusted here", other.toString());
        assertThat(stranger.action()).contains("set server.ca-file");
        assertThat(shown(root.server("127.0.0.1", now, later(100)), null).found())
                .endsWith("not one of the system");
        assertThat(shown(root.server("elsewhere.example.net", now, later(100)), trusted))
                .isEqualTo(Advice.fail(
                        "server certificate",
                        "it is not for the name 127.0.0.1",
                        "use a name in server.url that the certificate is for"));
        assertThat(shown(root.server("127.0.0.1", later(-9), later(-2)), trusted)
                        .found())
                .isEqualTo("it has expired");
        assertThat(shown(root.server("127.0.0.1", later(2), later(9)), trusted).found())
                .isEqualTo("it is not valid yet");
    }

    private Advice shown(Authority certificate, @org.jspecify.annotations.Nullable Path trusted) throws Exception {
        platform.stop();
        platform.speaks(certificate.context());
        platform.start();
        return of(examine(platform.url(), trusted == null ? "" : ", ca-file: " + trusted), "server certificate");
    }

    @Test
    void unknownKeyRevokedNodeAndTiredServerAreToldApart() throws Exception {
        platform.start();
        enrol();

        platform.forgetKey();
        Advice unknown = of(examine(platform.url(), ""), "node");
        platform.tokenAnswer(FakePlatform.refusal(403, "NODE_REVOKED", "taken out of service by ada"));
        Advice revoked = of(examine(platform.url(), ""), "node");
        platform.tokenAnswer(FakePlatform.refusal(429, "TOO_MANY", "not so fast"));
        Advice tired = of(examine(platform.url(), ""), "node");

        assertThat(unknown.level()).isEqualTo(Level.FAIL);
        assertThat(unknown.found())
                .isEqualTo("the server does not know this node or its key: signature does not fit (BAD_SIGNATURE)");
        assertThat(unknown.action()).contains("dotmac-agent enrol --token-file");
        assertThat(revoked.level()).isEqualTo(Level.FAIL);
        assertThat(revoked.found())
                .isEqualTo("it was taken out of service: taken out of service by ada (NODE_REVOKED)");
        assertThat(revoked.action()).startsWith("to let it in again as the same node");
        assertThat(tired.level()).isEqualTo(Level.WARN);
    }

    @Test
    void clockTenMinutesOffIsToldWithItsDirection() throws Exception {
        platform.start();
        platform.clockAhead(Duration.ofMinutes(10));
        Advice behind = of(examine(platform.url(), ""), "clock offset");
        platform.clockAhead(Duration.ofSeconds(-5));
        Advice ahead = of(examine(platform.url(), ""), "clock offset");

        assertThat(behind.level()).isEqualTo(Level.FAIL);
        assertThat(behind.found()).matches("this machine is (599|600|601) s behind the server");
        assertThat(behind.action()).contains("NTP");
        assertThat(ahead.level()).isEqualTo(Level.WARN);
        assertThat(ahead.found()).contains("ahead of the server");
    }

    private Instant later(int days) {
        return now.plus(Duration.ofDays(days));
    }

    private void enrol() {
        assertThat(Agent.enrol(config(platform.url(), ""), "token").enrolled()).isNotNull();
    }

    private AgentConfig config(String url, String more) {
        return AgentConfig.parse(yaml(url, more), java.util.Map.of());
    }

    private String yaml(String url, String more) {
        return "node: {name: n}\nstate-dir: \"%s\"\nserver: {url: \"%s\"%s}\n"
                .formatted(folder.resolve("state"), url, more);
    }

    /// Every line that is not well says what to do, on one line.
    private List<Advice> examine(String url, String more) throws Exception {
        List<Advice> advices = new Doctor(
                        Files.writeString(folder.resolve("agent.yaml"), yaml(url, more)), Clock.systemUTC())
                .examine();
        assertThat(advices).allSatisfy(advice -> {
            assertThat(advice.found()).doesNotContain("\n");
            assertThat(advice.action().isEmpty()).isEqualTo(advice.level() == Level.OK);
        });
        return advices;
    }

    private static Advice of(List<Advice> advices, String subject) {
        return advices.stream()
                .filter(advice -> advice.subject().equals(subject))
                .findFirst()
                .orElseThrow(() -> new AssertionError(subject + " is not among " + advices));
    }
}
