package io.dotmac.server.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.AlertState;
import io.dotmac.model.alert.Level;
import io.dotmac.model.live.LiveRow;
import io.dotmac.server.TestClock;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The server judges itself by the requests that it answers; it looks each 15 s.
class OwnSignalsTest {
    private static final Duration TWO_LOOKS = Duration.ofSeconds(50);
    private static final int MANY = 30;

    private final HttpClient http = HttpClient.newHttpClient();
    private TestPlatform platform;

    @BeforeEach
    void start() {
        platform = TestPlatform.start(
                TestPlatform.copy(),
                Map.of(),
                List.of(
                        Route.get("/api/v1/broken", Access.open(), OwnSignalsTest::broken),
                        Route.get("/api/v1/slow", Access.open(), OwnSignalsTest::slow),
                        Route.get("/api/v1/fine", Access.open(), call -> Answer.empty())),
                new TestClock());
    }

    @AfterEach
    void stop() {
        platform.close();
        http.close();
    }

    @Test
    void serverThatFailsAndIsSlowSaysSoAndThatItIsOver() throws IOException {
        assertThat(firing("http-5xx")).isEmpty();
        looked();
        ask("/api/v1/broken");
        ask("/api/v1/slow");
        looked();
        platform.clock().advance(Duration.ofSeconds(60));

        await().atMost(TWO_LOOKS)
                .until(() ->
                        firing("http-5xx").isPresent() && firing("http-p99").isPresent());
        Alert failing = firing("http-5xx").orElseThrow();
        Alert slow = firing("http-p99").orElseThrow();
        String server = failing.label("node");
        assertThat(server).isNotEmpty();
        assertThat(failing.level()).isEqualTo(Level.CRITICAL);
        assertThat(failing.summary()).matches("[1-9][0-9](\\.[0-9])? % of requests fail at " + server);
        assertThat(failing.labels())
                .isEqualTo(Map.of(
                        "alertname",
                        "http-5xx",
                        "node",
                        server,
                        "node_id",
                        server,
                        "target",
                        "http",
                        "severity",
                        "critical"));
        assertThat(slow.level()).isEqualTo(Level.WARNING);
        assertThat(slow.summary()).matches("requests take (2|2\\.[0-9]) s \\(P99\\) at " + server);
        assertThat(slow.label("severity")).isEqualTo("warning");

        platform.clock().advance(Duration.ofMinutes(6));
        looked();
        ask("/api/v1/fine");
        await().atMost(TWO_LOOKS)
                .until(() -> firing("http-5xx").isEmpty() && firing("http-p99").isEmpty());
        Alert after = platform.as(TestPlatform.ROOT)
                .get("/api/v1/alerts/" + failing.fingerprint(), LiveRow.Alert.class)
                .alert();
        assertThat(after.state()).isEqualTo(AlertState.RESOLVED);
    }

    private static Answer broken(Call call) {
        throw new IllegalStateException("broken");
    }

    private static Answer slow(Call call) {
        try {
            assertThat(new CountDownLatch(1).await(1_200, TimeUnit.MILLISECONDS))
                    .isFalse();
            return Answer.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Waits until the server must have looked once more.
    private static void looked() {
        await().pollDelay(Duration.ofSeconds(16)).until(() -> true);
    }

    private void ask(String path) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(platform.at(path).toString())).build();
        CompletableFuture<?>[] all = IntStream.range(0, MANY)
                .mapToObj(i -> http.sendAsync(request, HttpResponse.BodyHandlers.discarding()))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(all).join();
    }

    private Optional<Alert> firing(String rule) {
        try {
            return platform.as(TestPlatform.ROOT).list("/api/v1/alerts", LiveRow.Alert.class).stream()
                    .map(LiveRow.Alert::alert)
                    .filter(alert -> alert.rule().equals(rule))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
