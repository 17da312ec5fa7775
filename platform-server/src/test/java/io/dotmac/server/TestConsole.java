package io.dotmac.server;

import io.dotmac.model.Json;
import io.dotmac.model.live.ServerFrame;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;

/// The other side of a WebSocket, as a console or an agent has it.
public final class TestConsole extends WebSocketListener implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> closes = new LinkedBlockingQueue<>();
    private final WebSocket socket;

    private TestConsole(TestPlatform platform, String path, String token) {
        this.socket = platform.client(Optional.of(token)).socket(path, this);
    }

    /// Opens the live channel as somebody.
    public static TestConsole open(TestPlatform platform, String email) {
        return new TestConsole(platform, "/api/v1/live", platform.token(email));
    }

    /// Opens the live channel with a key.
    public static TestConsole withKey(TestPlatform platform, String key) {
        return new TestConsole(platform, "/api/v1/live", key);
    }

    /// Opens an agent's control channel.
    public static TestConsole control(TestPlatform platform, TestAgent agent) {
        return new TestConsole(platform, "/api/v1/agents/control", agent.token());
    }

    /// Sends a frame.
    public void send(Object frame) {
        sendText(Json.text(frame));
    }

    /// Sends a text.
    public void sendText(String text) {
        socket.send(text);
    }

    /// The next frame of that kind; others are passed over.
    public <F extends ServerFrame> F next(Class<F> kind) {
        while (true) {
            ServerFrame frame = Json.read(take(texts), ServerFrame.class);
            if (kind.isInstance(frame)) {
                return kind.cast(frame);
            }
        }
    }

    /// The next text.
    public String nextText() {
        return take(texts);
    }

    /// Whether nothing comes for a moment.
    public boolean isQuiet() {
        try {
            return texts.poll(300, TimeUnit.MILLISECONDS) == null;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Code and reason with which the server closed.
    public String closed() {
        return take(closes);
    }

    @Override
    public void onMessage(WebSocket from, String text) {
        texts.add(text);
    }

    @Override
    public void onClosing(WebSocket from, int code, String reason) {
        closes.add(code + " " + reason);
        from.close(1000, "");
    }

    @Override
    public void close() {
        socket.cancel();
    }

    private static String take(BlockingQueue<String> queue) {
        try {
            String text = queue.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (text == null) {
                throw new AssertionError("nothing came in " + PATIENCE);
            }
            return text;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
