package io.dotmac.agent.link;

import io.dotmac.agent.pace.Pace;
import io.dotmac.agent.pace.Wake;
import io.dotmac.client.ApiClient;
import io.dotmac.model.Json;
import io.dotmac.model.agent.AgentFrame;
import io.dotmac.model.agent.ControlFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;

/// Keeps the control channel open: hears that somebody watches, that the node is revoked, and that the server is back.
final class Control implements Runnable, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Control.class.getName());
    private static final String PATH = "/api/v1/agents/control";
    private static final int GOING_AWAY = 1001;
    private static final long MAX_QUEUED = 512 << 10;
    private static final Duration FOREVER = Duration.ofDays(1);

    private final ApiClient api;
    private final Access access;
    private final Backoff backoff;
    private final Pace pace;
    private final Wake retry;
    private final Wake serverIsBack;
    private final Consumer<String> revoked;
    private final AtomicReference<@Nullable WebSocket> open = new AtomicReference<>();
    private volatile Orders orders = Orders.NONE;
    private volatile boolean closing;

    /// @param retry is signalled when the server may be back
    /// @param serverIsBack is signalled when the channel opens
    /// @param revoked hears why the node was taken out of service
    Control(
            ApiClient api,
            Access access,
            Backoff backoff,
            Pace pace,
            Wake retry,
            Wake serverIsBack,
            Consumer<String> revoked) {
        this.api = api;
        this.access = access;
        this.backoff = backoff;
        this.pace = pace;
        this.retry = retry;
        this.serverIsBack = serverIsBack;
        this.revoked = revoked;
    }

    /// Gives orders to `taker` from now on.
    void orders(Orders taker) {
        orders = taker;
    }

    /// Tells the server; `false` when the channel is not open or takes no more now.
    boolean say(AgentFrame frame) {
        WebSocket socket = open.get();
        return socket != null && socket.queueSize() < MAX_QUEUED && socket.send(Json.text(frame));
    }

    @Override
    public void run() {
        int failures = 0;
        long awaySince = System.nanoTime();
        try {
            while (!closing) {
                Session session = new Session();
                boolean opened = hold(session);
                if (opened) {
                    // Who is told that the server stops need not look whether it is there at once.
                    failures = session.leaves ? 1 : 0;
                    awaySince = System.nanoTime();
                    // What was signalled while all was well says nothing about this outage.
                    retry.forget();
                }
                failures++;
                retry.await(backoff.delay(failures, Duration.ofNanos(System.nanoTime() - awaySince)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Opens the channel and stays until it ends; whether it opened at all.
    private boolean hold(Session session) throws InterruptedException {
        try {
            access.ensure();
            Optional<String> token = access.current();
            open.set(api.socket(PATH, session));
            session.ended.await(FOREVER);
            if (session.unauthorised) {
                access.refuse(token);
            }
            return session.opened;
        } catch (AccessRefused e) {
            e.revoked().ifPresent(this::end);
            LOG.log(System.Logger.Level.DEBUG, "no control channel cause={0}", e.getMessage());
            return false;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "no control channel cause={0}", e.toString());
            return false;
        } finally {
            orders.unheard();
            WebSocket socket = open.getAndSet(null);
            if (socket != null) {
                socket.cancel();
            }
        }
    }

    private void take(String text) {
        try {
            switch (Json.read(text, ControlFrame.class)) {
                case ControlFrame.Welcome _ -> orders.opened();
                case ControlFrame.Configure wanted -> orders.configure(wanted.revision(), wanted.yaml());
                case ControlFrame.Watch watch -> pace.watch(Duration.ofSeconds(Math.clamp(watch.seconds(), 0, 600)));
                case ControlFrame.Revoked end -> end(end.reason());
                case ControlFrame.Do order -> orders.take(order);
                case ControlFrame.Cancel cancel -> orders.cancel(cancel.id());
            }
        } catch (Json.Malformed e) {
            // A newer server may say more than this agent knows.
            LOG.log(System.Logger.Level.DEBUG, "control frame not understood cause=\"{0}\"", e.getMessage());
        }
    }

    private void end(String reason) {
        closing = true;
        revoked.accept(reason);
    }

    @Override
    public void close() {
        closing = true;
        WebSocket socket = open.get();
        if (socket != null) {
            socket.close(1000, "agent stops");
        }
    }

    private final class Session extends WebSocketListener {
        private final Wake ended = new Wake();
        private volatile boolean opened;
        private volatile boolean unauthorised;
        private volatile boolean leaves;

        @Override
        public void onOpen(WebSocket socket, Response response) {
            opened = true;
            serverIsBack.signal();
        }

        @Override
        public void onMessage(WebSocket socket, String text) {
            take(text);
        }

        @Override
        public void onClosing(WebSocket socket, int code, String reason) {
            leaves = code == GOING_AWAY;
            socket.close(1000, null);
            ended.signal();
        }

        @Override
        public void onFailure(WebSocket socket, Throwable failure, @Nullable Response response) {
            unauthorised = response != null && response.code() == 401;
            ended.signal();
        }
    }
}
