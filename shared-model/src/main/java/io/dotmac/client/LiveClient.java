package io.dotmac.client;

import io.dotmac.model.Json;
import io.dotmac.model.live.ClientFrame;
import io.dotmac.model.live.ServerFrame;
import io.dotmac.model.live.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import okhttp3.WebSocket;
import org.jspecify.annotations.Nullable;

/// Keeps a session on the WebSocket `/api/v1/live`: connects, pings, notices silence, connects again, for ever.
///
/// The listener is called by one thread, in order. Methods may be called by any thread.
public final class LiveClient implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LiveClient.class.getName());
    private static final String PATH = "/api/v1/live";

    private final ApiClient api;
    private final Credentials credentials;
    private final Consumer<? super LiveEvent> listener;
    private final Pace pace;
    private final ExecutorService loop;
    private final Semaphore wake = new Semaphore(0);
    private volatile Set<Topic> topics = Set.of();
    private volatile @Nullable WebSocket open;
    private volatile boolean closed;

    LiveClient(ApiClient api, Credentials credentials, Consumer<? super LiveEvent> listener, Pace pace) {
        this.api = api;
        this.credentials = credentials;
        this.listener = listener;
        this.pace = pace;
        loop = Executors.newSingleThreadExecutor(
                Thread.ofVirtual().name("live-client").factory());
    }

    /// Begins to connect; returns at once.
    public void start() {
        loop.execute(this::run);
    }

    /// Says what is wanted, now and after each reconnect; a topic wanted already answers with a fresh snapshot.
    public void subscribe(Set<Topic> wanted) {
        topics = Set.copyOf(wanted);
        WebSocket socket = open;
        if (socket != null) {
            socket.send(Json.text(new ClientFrame.Subscribe(topics)));
        }
    }

    /// Sends a frame over the session that is open; `false` when there is none.
    public boolean send(ClientFrame frame) {
        WebSocket socket = open;
        return socket != null && socket.send(Json.text(frame));
    }

    /// Tries at once instead of at the next retry.
    public void retryNow() {
        wake.release();
    }

    /// Gives the present session up and begins another, for example for another user.
    public void reconnect() {
        WebSocket socket = open;
        if (socket != null) {
            socket.cancel();
        }
        wake.release();
    }

    @Override
    public void close() {
        closed = true;
        loop.shutdownNow();
        WebSocket socket = open;
        if (socket != null) {
            socket.close(1001, "console closed");
        }
    }

    private void run() {
        long outageFrom = System.nanoTime();
        int attempt = 0;
        while (!closed) {
            End end = attempt();
            if (closed) {
                return;
            }
            if (end.wasOpen()) {
                outageFrom = System.nanoTime();
                attempt = 0;
            }
            if (end.again()) {
                continue;
            }
            Duration outage = Duration.ofNanos(System.nanoTime() - outageFrom);
            Duration retryIn = end.refused() ? pace.slowRetry() : pace.retryIn(attempt, outage);
            attempt++;
            tell(new LiveEvent.Lost(end.why(), end.refused(), retryIn));
            if (!pause(retryIn)) {
                return;
            }
        }
    }

    /// How an attempt ended.
    ///
    /// @param again at once, with a new token
    private record End(String why, boolean wasOpen, boolean refused, boolean again) {
        static End lost(String why, boolean wasOpen) {
            return new End(why, wasOpen, false, false);
        }
    }

    private End attempt() {
        String token = credentials.accessToken().orElse("");
        try {
            if (token.isEmpty() && !credentials.renew(token)) {
                // Tries all the same: whether the server is away or only wants a log-in makes a difference.
                LOG.log(System.Logger.Level.DEBUG, "not logged in");
            }
            token = credentials.accessToken().orElse("");
            LiveSession.Ended ended = session();
            if (ended.httpStatus() == 401 && credentials.renew(token)) {
                return new End("", ended.wasOpen(), false, true);
            }
            boolean refused = ended.httpStatus() == 401 || ended.httpStatus() == 403;
            if (refused) {
                String why = ended.httpStatus() == 401 ? "not logged in" : "this user may not look at the fleet";
                return new End(why, false, true, false);
            }
            return End.lost(ended.why(), ended.wasOpen());
        } catch (IOException e) {
            return End.lost(LiveSession.words(api.base(), e), false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return End.lost("closed", false);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "live session failed", e);
            return End.lost("internal error: " + e, false);
        }
    }

    private LiveSession.Ended session() throws InterruptedException {
        LiveSession session = new LiveSession(api.base(), pace);
        WebSocket socket = api.socket(PATH, session);
        try {
            return session.run(socket, new LiveSession.Owner() {
                @Override
                public void opened() {
                    open = socket;
                    tell(new LiveEvent.Opened());
                    socket.send(Json.text(new ClientFrame.Subscribe(topics)));
                }

                @Override
                public void latency(Duration roundTrip, ServerFrame.Pong pong) {
                    tell(new LiveEvent.Latency(roundTrip, pong.now()));
                }

                @Override
                public void frame(ServerFrame frame) {
                    tell(new LiveEvent.Frame(frame));
                }
            });
        } finally {
            open = null;
            if (closed) {
                socket.close(1001, "console closed");
            } else {
                socket.cancel();
            }
        }
    }

    private void tell(LiveEvent event) {
        if (!closed) {
            listener.accept(event);
        }
    }

    /// `false` when interrupted.
    private boolean pause(Duration time) {
        try {
            wake.drainPermits();
            wake.tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
