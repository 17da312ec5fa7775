package io.dotmac.client;

import io.dotmac.model.Json;
import io.dotmac.model.live.ClientFrame;
import io.dotmac.model.live.ServerFrame;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.HttpUrl;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;

/// One WebSocket from its opening to its end. The socket's reader fills a bounded inbox, which one thread empties; a
/// full inbox makes the reader wait, and so the server.
final class LiveSession extends WebSocketListener {
    private static final System.Logger LOG = System.getLogger(LiveSession.class.getName());
    private static final int INBOX = 256;

    private final BlockingQueue<Signal> inbox = new ArrayBlockingQueue<>(INBOX);
    private final HttpUrl base;
    private final Pace pace;
    private volatile boolean over;
    private boolean open;
    private long heardAt;
    private long pingedAt;
    private long pingId;

    LiveSession(HttpUrl base, Pace pace) {
        this.base = base;
        this.pace = pace;
    }

    /// What a session tells its owner, by the thread in [#run].
    interface Owner {
        void opened();

        void latency(Duration roundTrip, ServerFrame.Pong pong);

        void frame(ServerFrame frame);
    }

    /// How a session ended.
    ///
    /// @param why for the operator
    /// @param wasOpen whether it had been open
    /// @param httpStatus of the refused upgrade, 0 when there was none
    record Ended(String why, boolean wasOpen, int httpStatus) {}

    private sealed interface Signal {
        record Open() implements Signal {}

        record Text(String text) implements Signal {}

        record End(String why, int httpStatus) implements Signal {}
    }

    /// Serves the session until it ends.
    Ended run(WebSocket socket, Owner owner) throws InterruptedException {
        heardAt = System.nanoTime();
        pingedAt = heardAt;
        try {
            while (true) {
                Signal signal = inbox.poll(waitNanos(), TimeUnit.NANOSECONDS);
                switch (signal) {
                    case null -> {
                        String dead = silence(socket);
                        if (!dead.isEmpty()) {
                            return new Ended(dead, open, 0);
                        }
                    }
                    case Signal.Open() -> {
                        open = true;
                        heardAt = System.nanoTime();
                        owner.opened();
                        ping(socket);
                    }
                    case Signal.Text(String text) -> {
                        heardAt = System.nanoTime();
                        hear(text, owner);
                        if (heardAt - pingedAt > 5 * pace.pingAfter().toNanos()) {
                            ping(socket);
                        }
                    }
                    case Signal.End(String why, int status) -> {
                        return new Ended(why, open, status);
                    }
                }
            }
        } finally {
            over = true;
            inbox.clear();
        }
    }

    private long waitNanos() {
        long limit = open ? pace.deadAfter().toNanos() : pace.openWithin().toNanos();
        long untilDead = heardAt + limit - System.nanoTime();
        boolean pinged = pingedAt >= heardAt;
        long untilPing = heardAt + pace.pingAfter().toNanos() - System.nanoTime();
        return Math.max(0, open && !pinged ? Math.min(untilDead, untilPing) : untilDead);
    }

    /// Pings, or says why the session is dead.
    private String silence(WebSocket socket) {
        long silent = System.nanoTime() - heardAt;
        if (!open) {
            return silent >= pace.openWithin().toNanos() ? where(base) + " does not answer" : "";
        }
        if (silent >= pace.deadAfter().toNanos()) {
            return where(base) + " fell silent";
        }
        if (pingedAt < heardAt) {
            ping(socket);
        }
        return "";
    }

    private void ping(WebSocket socket) {
        pingedAt = System.nanoTime();
        socket.send(Json.text(new ClientFrame.Ping(++pingId)));
    }

    private void hear(String text, Owner owner) {
        ServerFrame frame;
        try {
            frame = Json.read(text, ServerFrame.class);
        } catch (Json.Malformed e) {
            // From a newer server, or broken: what it leaves out shows as a gap, which is healed by a snapshot.
            LOG.log(System.Logger.Level.WARNING, "live frame ignored reason=\"{0}\"", e.getMessage());
            return;
        }
        if (frame instanceof ServerFrame.Pong pong) {
            if (pong.id() == pingId) {
                owner.latency(Duration.ofNanos(System.nanoTime() - pingedAt), pong);
            }
            return;
        }
        owner.frame(frame);
    }

    @Override
    public void onOpen(WebSocket socket, Response response) {
        put(new Signal.Open());
    }

    @Override
    public void onMessage(WebSocket socket, String text) {
        put(new Signal.Text(text));
    }

    @Override
    public void onClosing(WebSocket socket, int code, String reason) {
        socket.close(code == 1005 ? 1000 : code, null);
        put(new Signal.End(where(base) + " closed the session" + (reason.isEmpty() ? "" : ": " + reason), 0));
    }

    @Override
    public void onFailure(WebSocket socket, Throwable failure, @Nullable Response response) {
        if (response != null) {
            put(new Signal.End(where(base) + " answered " + response.code(), response.code()));
            return;
        }
        put(new Signal.End(words(base, failure), 0));
    }

    /// Waits for room, but not for a reader that is gone.
    private void put(Signal signal) {
        try {
            while (!over && !inbox.offer(signal, 200, TimeUnit.MILLISECONDS)) {
                LOG.log(System.Logger.Level.DEBUG, "live inbox is full");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Why a server cannot be reached, in an operator's words.
    static String words(HttpUrl base, Throwable failure) {
        return switch (failure) {
            case ConnectException _ -> where(base) + " refuses connections";
            case UnknownHostException _ -> "the name " + base.host() + " has no address";
            case SocketTimeoutException _ -> where(base) + " does not answer";
            case IOException e when e.getMessage() != null -> where(base) + ": " + e.getMessage();
            default -> where(base) + " cut the connection";
        };
    }

    private static String where(HttpUrl base) {
        return base.host() + ":" + base.port();
    }
}
