package io.dotmac.server.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.model.notification.NewReceiver;
import io.dotmac.model.notification.Target;
import io.dotmac.server.TestCaller;
import io.dotmac.server.TestPlatform;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// A mail server that takes its time for the text, as one does that looks for viruses.
class SlowMailTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final AtomicInteger texts = new AtomicInteger();
    private final CountDownLatch go = new CountDownLatch(1);

    @Test
    void mailThatIsUnderWayIsNotSentByAnotherServerToo() throws IOException {
        try (ServerSocket mail = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> serve(mail));
            Map<String, String> settings = Map.of(
                    "NOTIFICATION__TIMEOUT", "2s",
                    "SMTP__TIMEOUT", "30s",
                    "SMTP__HOST", "127.0.0.1",
                    "SMTP__PORT", Integer.toString(mail.getLocalPort()),
                    "SMTP__SECURITY", "none",
                    "SMTP__FROM", "ops@dotmac.example");
            try (TestPlatform first = TestPlatform.start(TestPlatform.copy(), settings);
                    TestPlatform second = TestPlatform.start(first.database(), settings)) {
                TestTelling telling = new TestTelling(first);
                telling.route(
                        List.of(),
                        List.of(telling.receiver(NewReceiver.of("noc", new Target.Email(List.of("noc@acme.example"))))
                                .receiver()
                                .id()),
                        Optional.empty());
                new TestCaller(first, TestPlatform.OPERATOR)
                        .post("/api/v2/alerts", "[{\"labels\":{\"alertname\":\"a\"}}]");
                await().atMost(SOON).until(() -> texts.get() == 1);

                first.clock().advance(Duration.ofMinutes(2));
                second.clock().advance(Duration.ofMinutes(2));

                await().during(Duration.ofSeconds(8)).atMost(SOON).until(() -> texts.get() == 1);
                go.countDown();
                await().atMost(SOON)
                        .until(() -> first.value("select count(*) from notification.deliveries where state = 'sent'")
                                .equals("1"));
            }
        }
        assertThat(texts).hasValue(1);
    }

    private void serve(ServerSocket mail) {
        while (!mail.isClosed()) {
            try {
                Socket connection = mail.accept();
                Thread.ofVirtual().start(() -> talk(connection));
            } catch (IOException e) {
                return; // The test is over.
            }
        }
    }

    private void talk(Socket connection) {
        try (connection;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
                OutputStream out = connection.getOutputStream()) {
            say(out, "220 slow.example");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("DATA")) {
                    say(out, "354 go on");
                } else if (line.equals(".")) {
                    texts.incrementAndGet();
                    go.await();
                    say(out, "250 taken");
                } else if (line.matches("(EHLO|MAIL|RCPT|QUIT|RSET|NOOP).*")) {
                    say(out, "250 yes");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
