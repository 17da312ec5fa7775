package io.dotmac.agent.probe.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.agent.Checking;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.tls.Authority;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.UnknownReason;
import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetProbesTest {
    private final MockWebServer web = new MockWebServer();

    @TempDir
    private Path folder;

    @BeforeEach
    void startWeb() throws IOException {
        web.start();
    }

    @AfterEach
    void stopWeb() {
        web.close();
    }

    @Test
    void expectedAnswerIsUpWithItsPhases() throws InterruptedException {
        web.enqueue(new MockResponse.Builder().body("all ok here").build());

        Finding finding = check(http("/health", ", body-contains: ok"));

        assertThat(finding.health()).isEqualTo(Health.UP);
        assertThat(finding.facts()).containsEntry("status", "200").containsKeys("connect_ms", "processing_ms");
        assertThat(finding.samples()).extracting("instance").contains("connect", "processing", "transfer");
    }

    @Test
    void bodyIsHeldAgainstExpressionAndJson() throws InterruptedException {
        String body = "{\"status\":\"ok\",\"nodes\":[{\"state\":\"up\"}]}";
        for (int answers = 0; answers < 6; answers++) {
            web.enqueue(new MockResponse.Builder().body(body).build());
        }

        assertThat(check(http("/", ", body-matches: 'status.{1,4}ok'")).health())
                .isEqualTo(Health.UP);
        assertThat(check(http("/", ", body-matches: 'status.{1,4}bad'")).summary())
                .isEqualTo("answers 200, but without what body-matches asks for");
        assertThat(check(http("/", ", json-path: /nodes/0/state, json-equals: up"))
                        .health())
                .isEqualTo(Health.UP);
        assertThat(check(http("/", ", json-path: /nodes/0/state, json-equals: down"))
                        .summary())
                .isEqualTo("answers 200, but with /nodes/0/state up, must be down");
        assertThat(check(http("/", ", json-path: /nodes/1/state")).summary())
                .isEqualTo("answers 200, but without /nodes/1/state");
        assertThat(check(http("/", ", json-path: /status")).health()).isEqualTo(Health.UP);
    }

    @Test
    void expressionThatNeverEndsIsStopped() throws InterruptedException {
        web.enqueue(new MockResponse.Builder().body("a".repeat(5_000) + "!").build());

        assertThat(check(http("/", ", body-matches: '(a|aa|aaa)*(b|c)'")).summary())
                .startsWith("answers 200, but with");
    }

    @Test
    void headersAndMethodGoAlongButNotToAnotherHost() throws Exception {
        try (MockWebServer other = new MockWebServer()) {
            other.start();
            other.enqueue(new MockResponse.Builder().build());
            web.enqueue(new MockResponse.Builder()
                    .code(302)
                    .addHeader("Location", other.url("/there").toString())
                    .build());

            assertThat(check(http("/", ", method: HEAD, headers: {X-Key: s3cret}"))
                            .health())
                    .isEqualTo(Health.UP);

            RecordedRequest first = web.takeRequest();
            assertThat(first.getMethod()).isEqualTo("HEAD");
            assertThat(first.getHeaders().get("X-Key")).isEqualTo("s3cret");
            assertThat(other.takeRequest().getHeaders().get("X-Key")).isNull();
        }
    }

    @Test
    void redirectIsTheAnswerWhereItIsNotFollowed() throws InterruptedException {
        web.enqueue(new MockResponse.Builder()
                .code(302)
                .addHeader("Location", "/elsewhere")
                .build());

        assertThat(check(http("/", ", follow-redirects: false")).summary()).isEqualTo("answers 302, must answer 200");
    }

    @Test
    void addressThatHidesAnotherIsRefused() throws InterruptedException {
        assertThat(check("{name: h, kind: http, url: \"http://[64:ff9b::a9fe:a9fe]/\", allow-loopback: true}")
                        .reason())
                .isEqualTo(UnknownReason.NOT_CONFIGURED);
    }

    @Test
    void wrongStatusAndMissingTextAreDown() throws InterruptedException {
        web.enqueue(new MockResponse.Builder().code(503).build());
        web.enqueue(new MockResponse.Builder().body("maintenance").build());

        Finding status = check(http("/health", ""));
        Finding text = check(http("/health", ", body-contains: ok"));

        assertThat(status.health()).isEqualTo(Health.DOWN);
        assertThat(status.summary()).isEqualTo("answers 503, must answer 200");
        assertThat(text.health()).isEqualTo(Health.DOWN);
        assertThat(text.error()).isEqualTo(ErrorClass.PROTOCOL);
    }

    @Test
    void redirectsAreFollowedButNotForEver() throws InterruptedException {
        for (int hop = 0; hop < 6; hop++) {
            web.enqueue(new MockResponse.Builder()
                    .code(302)
                    .setHeader("Location", "/next")
                    .build());
        }

        assertThat(check(http("/", "")).summary()).isEqualTo("more than 5 redirects");
    }

    @Test
    void slowAnswerIsDegraded() throws InterruptedException {
        web.enqueue(new MockResponse.Builder()
                .headersDelay(50, TimeUnit.MILLISECONDS)
                .build());

        Finding slow = check(http("/", ", latency-warn: 40ms"));

        assertThat(slow.health()).isEqualTo(Health.DEGRADED);
        assertThat(Double.parseDouble(slow.facts().get("processing_ms"))).isGreaterThan(40);
    }

    @Test
    void answerThatNeverComesTimesOut() throws InterruptedException {
        web.enqueue(
                new MockResponse.Builder().headersDelay(30, TimeUnit.SECONDS).build());

        assertThat(check(http("/", "")).error()).isEqualTo(ErrorClass.TIMEOUT);
    }

    @Test
    void loopbackIsForbiddenUnlessAllowed() throws InterruptedException {
        Finding finding = check("{name: t, kind: http, url: \"http://127.0.0.1:%d/\"}".formatted(web.getPort()));

        assertThat(finding.health()).isEqualTo(Health.UNKNOWN);
        assertThat(finding.reason()).isEqualTo(UnknownReason.NOT_CONFIGURED);
        assertThat(web.getRequestCount()).isZero();
    }

    @Test
    void redirectToCloudMetadataIsForbidden() throws InterruptedException {
        web.enqueue(new MockResponse.Builder()
                .code(302)
                .setHeader("Location", "http://169.254.169.254/latest")
                .build());

        assertThat(check(http("/", "")).reason()).isEqualTo(UnknownReason.NOT_CONFIGURED);
    }

    @Test
    void plainPortDoesNotSpeakTls() throws Exception {
        try (ServerSocket smtp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread greeter = Thread.ofVirtual().start(() -> greet(smtp));

            Finding finding = check("{name: t, kind: http, url: \"https://127.0.0.1:%d/\", allow-loopback: true}"
                    .formatted(smtp.getLocalPort()));

            assertThat(finding.health()).isEqualTo(Health.DOWN);
            assertThat(finding.error()).isEqualTo(ErrorClass.TLS_HANDSHAKE);
            greeter.interrupt();
        }
    }

    @Test
    void serverThatDripsIsNotWaitedForLongerThanForASilentOne() throws Exception {
        for (String scheme : List.of("http", "https")) {
            try (ServerSocket slow = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
                Thread dripper = Thread.ofVirtual().start(() -> drip(slow));
                long begun = System.nanoTime();

                Finding finding =
                        check("{name: t, kind: http, url: \"%s://127.0.0.1:%d/\", allow-loopback: true, timeout: 1s}"
                                .formatted(scheme, slow.getLocalPort()));

                assertThat(finding.error()).isEqualTo(ErrorClass.TIMEOUT);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
                dripper.interrupt();
            }
        }
    }

    /// A byte now and then, of a TLS record that is long or of a header that does not end.
    private static void drip(ServerSocket socket) {
        try (Socket caller = socket.accept()) {
            byte[] first = caller.getInputStream().readNBytes(1);
            boolean tls = first[0] == 0x16;
            OutputStream out = caller.getOutputStream();
            out.write(
                    tls
                            ? new byte[] {0x16, 3, 3, 0x40, 0}
                            : "HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write(tls ? 0 : 'a');
                Thread.sleep(100);
            }
        } catch (IOException | InterruptedException e) {
            // The caller hung up.
            return;
        }
    }

    @Test
    void certificateOfAPrivateAuthorityIsBelievedWhereItIsNamed() throws Exception {
        Authority root = Authority.root("Root", Instant.now().plusSeconds(86_400 * 90));
        root.pem(folder.resolve("root.pem"));
        Instant end = Instant.now().plusSeconds(86_400 * 30);
        web.close();
        try (MockWebServer secure = new MockWebServer()) {
            secure.useHttps(root.server("127.0.0.1", Instant.now().minusSeconds(60), end)
                    .context()
                    .getSocketFactory());
            secure.enqueue(new MockResponse.Builder().body("all ok here").build());
            secure.enqueue(new MockResponse.Builder().body("all ok here").build());
            secure.start();
            String url = "{name: t, kind: http, url: \"https://127.0.0.1:%d/\", allow-loopback: true, body-contains: ok"
                    .formatted(secure.getPort());

            Finding trusted = check(url + ", ca-file: " + folder.resolve("root.pem") + "}");
            Finding unknown = check(url + "}");

            assertThat(trusted.health()).isEqualTo(Health.UP);
            assertThat(trusted.facts()).containsEntry("tls", "TLSv1.3").containsKeys("tls_ms", "certificate_ends");
            assertThat(unknown.health()).isEqualTo(Health.DOWN);
            assertThat(unknown.error()).isEqualTo(ErrorClass.CERT);
        }
    }

    /// Greets one caller in plain text and waits for it to hang up.
    private static void greet(ServerSocket socket) {
        try (Socket caller = socket.accept()) {
            caller.getOutputStream().write("220 mx ready\r\n".getBytes(StandardCharsets.US_ASCII));
            caller.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The caller hung up.
            return;
        }
    }

    @Test
    void closedPortIsRefused() throws InterruptedException {
        int port = LocalRedis.freePort();

        assertThat(check(tcp(port, "")).error()).isEqualTo(ErrorClass.REFUSED);
        assertThat(check(tcp(port, "")).summary()).isEqualTo("refused by 127.0.0.1:" + port);
    }

    @Test
    void unknownNameHasNoAddress() throws InterruptedException {
        assertThat(check("{name: t, kind: tcp, host: nowhere.invalid, port: 1}").error())
                .isEqualTo(ErrorClass.DNS);
    }

    @Test
    void bannerIsExpected() throws Exception {
        try (LocalRedis redis = LocalRedis.start(0)) {
            assertThat(check(tcp(redis.port(), ", send: \"PING\\r\\n\", expect: PONG"))
                            .health())
                    .isEqualTo(Health.UP);
            assertThat(check(tcp(redis.port(), ", send: \"QUIT\\r\\n\", expect: \"220\""))
                            .error())
                    .isEqualTo(ErrorClass.PROTOCOL);
        }
    }

    @Test
    void portThatAcceptsAndStaysSilentTimesOut() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertThat(check(tcp(silent.getLocalPort(), ", expect: \"220\"")).error())
                    .isEqualTo(ErrorClass.TIMEOUT);
            assertThat(check(tcp(silent.getLocalPort(), "")).health()).isEqualTo(Health.UP);
        }
    }

    private String http(String path, String more) {
        return "{name: t, kind: http, url: \"http://127.0.0.1:%d%s\", allow-loopback: true%s}"
                .formatted(web.getPort(), path, more);
    }

    private static String tcp(int port, String more) {
        return "{name: t, kind: tcp, host: 127.0.0.1, port: %d%s}".formatted(port, more);
    }

    private static Finding check(String target) throws InterruptedException {
        return Checking.once(target);
    }
}
