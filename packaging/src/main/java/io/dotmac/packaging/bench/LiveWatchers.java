package io.dotmac.packaging.bench;

import io.dotmac.model.Json;
import io.dotmac.model.live.ClientFrame;
import io.dotmac.model.live.Topic;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.ConcurrentHistogram;

/// Many consoles attached to one server, each with a socket of its own, on a few threads.
final class LiveWatchers implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<WebSocket> sockets = new ArrayList<>();
    private final AtomicReference<Round> round = new AtomicReference<>(new Round("", 0, new CountDownLatch(0)));
    private final ConcurrentHistogram micros = new ConcurrentHistogram(3);

    /// What all of them wait for.
    ///
    /// @param text that the awaited delta contains
    /// @param began `System.nanoTime` when the report was sent
    /// @param missing counts the consoles that have yet to see it
    private record Round(String text, long began, CountDownLatch missing) {}

    /// Attaches `count` consoles and returns when each has its snapshot.
    static LiveWatchers attach(String url, String accessToken, int count) throws InterruptedException {
        LiveWatchers watchers = new LiveWatchers();
        URI uri = URI.create(url.replaceFirst("^http", "ws") + "/api/v1/live");
        String subscribe = Json.text(new ClientFrame.Subscribe(Set.of(Topic.DEPENDENCIES)));
        CountDownLatch snapshots = new CountDownLatch(count);
        for (int index = 0; index < count; index++) {
            WebSocket socket = watchers.http
                    .newWebSocketBuilder()
                    .header("Authorization", "Bearer " + accessToken)
                    .connectTimeout(Duration.ofSeconds(10))
                    .buildAsync(uri, watchers.new Console(snapshots))
                    .join();
            socket.sendText(subscribe, true).join();
            watchers.sockets.add(socket);
        }
        if (!snapshots.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException(snapshots.getCount() + " of " + count + " consoles have no snapshot");
        }
        return watchers;
    }

    /// Measures from now until every console has seen a delta that contains `text`; run `send` in between.
    ///
    /// @return whether all saw it within 10 s
    boolean await(String text, Runnable send) throws InterruptedException {
        Round next = new Round(text, System.nanoTime(), new CountDownLatch(sockets.size()));
        round.set(next);
        send.run();
        return next.missing().await(10, TimeUnit.SECONDS);
    }

    /// How many are still attached.
    long alive() {
        return sockets.stream().filter(socket -> !socket.isInputClosed()).count();
    }

    /// Microseconds from report to console, one entry a console and round.
    ConcurrentHistogram micros() {
        return micros;
    }

    /// One console.
    private final class Console implements WebSocket.Listener {
        private final CountDownLatch snapshots;
        private final StringBuilder frame = new StringBuilder();
        private boolean hasSnapshot;

        Console(CountDownLatch snapshots) {
            this.snapshots = snapshots;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            frame.append(data);
            if (last) {
                hear(frame.toString());
                frame.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        private void hear(String text) {
            if (text.contains("\"type\":\"snapshot\"") && !hasSnapshot) {
                hasSnapshot = true;
                snapshots.countDown();
            }
            Round now = round.get();
            if (!now.text().isEmpty() && text.contains(now.text())) {
                micros.recordValue((System.nanoTime() - now.began()) / 1_000);
                now.missing().countDown();
            }
        }
    }

    @Override
    public void close() {
        sockets.forEach(WebSocket::abort);
        http.close();
    }
}
