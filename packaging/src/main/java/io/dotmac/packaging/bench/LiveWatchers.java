package io.dotmac.packaging.bench;

import io.dotmac.model.Json;
import io.dotmac.model.live.ClientFrame;
import io.dotmac.model.live.Topic;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.ConcurrentHistogram;

/// Many consoles attached to one server, each with a socket of its own, read by one thread.
final class LiveWatchers implements AutoCloseable {
    private static final int LONGEST_FRAME = 4 << 20;
    private static final ByteBuffer SNAPSHOT = bytes("\"type\":\"snapshot\"");

    private final List<RawConsole> consoles = new ArrayList<>();
    private final Set<RawConsole> shown = new HashSet<>(); // of the reading thread alone
    private final CountDownLatch snapshots;
    private final Selector selector;
    private final AtomicReference<Round> round = new AtomicReference<>(new Round(bytes(""), 0, new CountDownLatch(0)));
    private final ConcurrentHistogram micros = new ConcurrentHistogram(3);

    /// What all of them wait for.
    ///
    /// @param text that the awaited delta contains
    /// @param began `System.nanoTime` when the report was sent
    /// @param missing counts the consoles that have yet to see it
    private record Round(ByteBuffer text, long began, CountDownLatch missing) {}

    private LiveWatchers(int count) throws IOException {
        snapshots = new CountDownLatch(count);
        selector = Selector.open();
    }

    /// Attaches `count` consoles and returns when each has its snapshot.
    static LiveWatchers attach(String url, String accessToken, int count) throws IOException, InterruptedException {
        LiveWatchers watchers = new LiveWatchers(count);
        URI uri = URI.create(url + "/api/v1/live");
        String subscribe = Json.text(new ClientFrame.Subscribe(Set.of(Topic.DEPENDENCIES)));
        Thread.ofPlatform().daemon().name("live-watchers").start(watchers::readForever);
        for (int index = 0; index < count; index++) {
            RawConsole console = RawConsole.attach(uri, accessToken);
            console.send(subscribe);
            console.socket().configureBlocking(false);
            watchers.consoles.add(console);
            console.socket().register(watchers.selector, SelectionKey.OP_READ, console);
            watchers.selector.wakeup();
        }
        if (!watchers.snapshots.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                    watchers.snapshots.getCount() + " of " + count + " consoles have no snapshot");
        }
        return watchers;
    }

    /// Measures from now until every console has seen a delta that contains `text`; run `send` in between.
    ///
    /// @return whether all saw it within 10 s
    boolean await(String text, Runnable send) throws InterruptedException {
        Round next = new Round(bytes(text), System.nanoTime(), new CountDownLatch(consoles.size()));
        round.set(next);
        send.run();
        return next.missing().await(10, TimeUnit.SECONDS);
    }

    /// How many are still attached.
    long alive() {
        return consoles.stream().filter(RawConsole::isOpen).count();
    }

    /// Microseconds from report to console, one entry a console and round.
    ConcurrentHistogram micros() {
        return micros;
    }

    private void readForever() {
        ByteBuffer shared = ByteBuffer.allocateDirect(LONGEST_FRAME);
        try {
            while (selector.isOpen()) {
                selector.select(key -> read(key, shared));
            }
        } catch (IOException | ClosedSelectorException e) {
            // The measure is over.
        }
    }

    private void read(SelectionKey key, ByteBuffer shared) {
        if (key.attachment() instanceof RawConsole console) {
            try {
                if (!console.read(shared, this::hear)) {
                    key.cancel();
                }
            } catch (IOException e) {
                key.cancel();
                console.close(e::addSuppressed);
            }
        }
    }

    private void hear(RawConsole console, ByteBuffer text) {
        if (!shown.contains(console) && RawConsole.indexOf(text, SNAPSHOT) >= 0) {
            shown.add(console);
            snapshots.countDown();
        }
        Round now = round.get();
        if (now.text().hasRemaining() && RawConsole.indexOf(text, now.text()) >= 0) {
            micros.recordValue((System.nanoTime() - now.began()) / 1_000);
            now.missing().countDown();
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        selector.close();
        consoles.forEach(console -> console.close(ignored -> {}));
    }
}
