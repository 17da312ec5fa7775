package io.dotmac.server.notification.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dotmac.model.alert.Level;
import io.dotmac.model.notification.NoticeKind;
import io.dotmac.model.notification.NoticeTemplate;
import io.dotmac.model.notification.Target;
import io.dotmac.server.platform.config.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SendersTest {
    private static final Instant START = Instant.parse("2026-03-20T02:00:00Z");

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;

    /// What the receiver does.
    private interface Behaviour {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        executor.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource({
        "200, Sent",
        "204, Sent",
        "301, Never",
        "307, Never",
        "400, Never",
        "404, Never",
        "408, Later",
        "429, Later",
        "500, Later",
        "503, Later"
    })
    void statusTellsWhetherToTryAgain(int status, String outcome) {
        receives(exchange -> {
            exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/elsewhere");
            exchange.sendResponseHeaders(status, -1);
        });

        assertThat(send(Reach.ALL).getClass().getSimpleName()).isEqualTo(outcome);
        assertThat(calls).hasValue(1);
    }

    @Test
    void receiverThatAsksForPatienceGetsIt() {
        receives(exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "120");
            exchange.sendResponseHeaders(429, -1);
        });

        assertThat(send(Reach.ALL)).isEqualTo(new Outcome.Later("answered 429", Optional.of(Duration.ofMinutes(2))));
    }

    @Test
    void receiverThatHangsIsGivenUpAndAskedOnce() {
        receives(exchange -> end.await());

        assertThat(send(Reach.ALL)).isEqualTo(new Outcome.Later("did not answer in time", Optional.empty()));
        assertThat(calls).hasValue(1);
    }

    /// Whoever reads it at night shall not have to know Java.
    @Test
    void reasonIsSaidInWords() throws IOException {
        String base = "127.0.0.1:" + server.getAddress().getPort() + "/in";
        assertThat(send("http://nowhere.invalid/in", Reach.ALL))
                .isEqualTo(new Outcome.Later("no such name: nowhere.invalid", Optional.empty()));
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = plain.accept()) {
                    socket.getOutputStream().write("I speak no TLS".getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThat(send("https://127.0.0.1:" + plain.getLocalPort() + "/in", Reach.ALL))
                    .isInstanceOfSatisfying(
                            Outcome.Later.class,
                            later -> assertThat(later.error())
                                    .startsWith("its certificate or its TLS is not accepted: "));
        }
        server.stop(0);
        assertThat(send("http://" + base, Reach.ALL))
                .isInstanceOfSatisfying(
                        Outcome.Later.class, later -> assertThat(later.error()).startsWith("refuses connections: "));
    }

    @Test
    void receiverThatSaysYesAndNothingElseHasIt() {
        receives(exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('o');
            exchange.getResponseBody().flush();
            end.await();
        });

        assertThat(send(Reach.ALL)).isInstanceOf(Outcome.Sent.class);
    }

    @Test
    void endlessAnswerIsNotRead() {
        byte[] much = new byte[1 << 20];
        Arrays.fill(much, (byte) 'x');
        receives(exchange -> {
            exchange.sendResponseHeaders(400, 0);
            for (int i = 0; i < 1_000; i++) {
                exchange.getResponseBody().write(much);
            }
        });

        Outcome.Never outcome = (Outcome.Never) send(Reach.ALL);
        assertThat(outcome.error()).startsWith("answered 400: xxx").hasSizeLessThan(400);
    }

    @Test
    void addressesWhereTenantsHaveNoBusinessAreRefused() throws UnknownHostException {
        receives(exchange -> exchange.sendResponseHeaders(200, -1));

        assertThat(send(Reach.PRIVATE)).isInstanceOf(Outcome.Never.class);
        assertThat(calls).hasValue(0);
        for (String address : List.of(
                "127.0.0.1",
                "10.1.2.3",
                "192.168.0.1",
                "172.16.0.1",
                "100.64.0.1",
                "169.254.169.254",
                "0.0.0.0",
                "::1",
                "fc00::1",
                "fe80::1",
                "fd00:ec2::254",
                "::ffff:10.0.0.1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::",
                "224.0.0.1",
                "255.255.255.255")) {
            assertThat(Reach.PUBLIC.allows(InetAddress.getByName(address)))
                    .as(address)
                    .isFalse();
        }
        assertThat(Reach.PUBLIC.allows(InetAddress.getByName("93.184.216.34"))).isTrue();
        assertThat(Reach.PRIVATE.allows(InetAddress.getByName("10.1.2.3"))).isTrue();
        assertThat(Reach.ALL.allows(InetAddress.getByName("169.254.169.254"))).isFalse();
    }

    @Test
    void wordsOfOthersStayWordsInMail() {
        Notice notice = notice("<script>alert(1)</script>\r\nBcc: a@b");
        Words words = new Phrases("").words(notice, NoticeTemplate.USUAL, "noc");

        assertThat(words.subject()).isEqualTo("[CRITICAL] <script>alert(1)</script> Bcc: a@b");
        assertThat(words.html()).contains("&lt;script&gt;").doesNotContain("<script>");
    }

    @Test
    void ownWordsAreFilledInOnce() {
        NoticeTemplate template = new NoticeTemplate(
                Optional.of("{alert.node}: {summary}"),
                Optional.of("{#alerts}{alert.summary} ({alert.label:team})\n{/alerts}{count}"));

        Words words = new Phrases("").words(notice("{route} is down"), template, "noc");

        assertThat(words.subject()).isEqualTo("edge-1: {route} is down");
        assertThat(words.body()).isEqualTo("{route} is down (core)\n1");
        assertThatThrownBy(() -> Phrases.check(new NoticeTemplate(Optional.of("{alert.password}"), Optional.empty())))
                .hasMessageContaining("{alert.password} is not known");
        assertThatThrownBy(() -> Phrases.check(new NoticeTemplate(Optional.empty(), Optional.of("{#alerts}"))))
                .hasMessageContaining("{/alerts}");
    }

    private void receives(Behaviour behaviour) {
        server.createContext("/", exchange -> {
            calls.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            try {
                behaviour.answer(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                exchange.close();
            }
        });
    }

    private Outcome send(Reach reach) {
        return send("http://127.0.0.1:" + server.getAddress().getPort() + "/in", reach);
    }

    private static Outcome send(String url, Reach reach) {
        NotificationConfig config = new NotificationConfig(
                reach,
                Duration.ofMillis(700),
                "",
                "",
                Duration.ofMinutes(1),
                new SmtpConfig("", 25, SmtpConfig.Security.NONE, "", new Secret(""), "", "", Duration.ofSeconds(1)));
        Notice notice = notice("redis is down");
        Words words = new Phrases("").words(notice, NoticeTemplate.USUAL, "hook");
        Parcel parcel = new Parcel(UUID.randomUUID(), "t", "hook", notice, words, List.of("whsec"), false);
        return new Senders(config, Clock.systemUTC()).send(new Target.Webhook(url), parcel);
    }

    private static Notice notice(String summary) {
        Notice.Item item = new Notice.Item(
                "0123456789abcdef",
                "dependency-down",
                Level.CRITICAL,
                summary,
                Map.of("node", "edge-1", "team", "core"),
                Map.of(),
                Optional.empty(),
                START,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new Notice(
                NoticeKind.FIRING,
                "acme",
                "standard",
                Map.of(),
                Level.CRITICAL,
                List.of(item),
                List.of(),
                1,
                0,
                0,
                "",
                START.plusSeconds(90));
    }

    /// For readers of the signature's documentation: the example there.
    @Test
    void signatureIsThatOfTheDocumentation() {
        byte[] body = "{\"version\":1}".getBytes(StandardCharsets.UTF_8);

        assertThat(Senders.signature(1_774_000_000L, body, List.of("whsec_example")))
                .isEqualTo("v1="
                        + java.util.HexFormat.of()
                                .formatHex(io.dotmac.server.platform.secret.Hashes.hmac(
                                        "whsec_example",
                                        "1774000000.{\"version\":1}".getBytes(StandardCharsets.UTF_8))));
    }
}
