package io.dotmac.server.platform.http;

import io.dotmac.model.Json;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import io.helidon.websocket.WsUpgradeException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One WebSocket from upgrade to end. A refused upgrade falls through to the HTTP route of the same path, which tells
/// why.
final class SocketListener implements WsListener {
    private static final int MAX_MESSAGE = 65_536;
    private static final int QUEUE_MESSAGES = 256;
    private static final long QUEUE_BYTES = 1 << 20;
    private static final int POLICY_VIOLATION = 1008;
    private static final ThreadFactory WATCHES =
            Thread.ofVirtual().name("channel-watch").factory();

    private final SocketRoute route;
    private final Authenticator authenticator;
    private final List<String> origins;
    private final BooleanSupplier ready;
    private final Channels channels;
    private final StringBuilder partial = new StringBuilder();
    private @Nullable Caller caller;
    private @Nullable Channel channel;
    private SocketRoute.@Nullable Ear ear;

    SocketListener(
            SocketRoute route,
            Authenticator authenticator,
            List<String> origins,
            BooleanSupplier ready,
            Channels channels) {
        this.route = route;
        this.authenticator = authenticator;
        this.origins = origins;
        this.ready = ready;
        this.channels = channels;
    }

    @Override
    public Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers) throws WsUpgradeException {
        boolean foreign = headers.first(HeaderNames.ORIGIN)
                .filter(origin -> !origins.contains(origin) && !origins.contains("*"))
                .isPresent();
        if (foreign || !ready.getAsBoolean()) {
            throw new WsUpgradeException("not from here, or not yet");
        }
        try {
            caller = authenticator
                    .admit(route.access(), name -> headers.first(HeaderNames.create(name)), "")
                    .orElseThrow(() -> new WsUpgradeException("no caller"));
        } catch (Refusal e) {
            throw new WsUpgradeException(String.valueOf(e.getMessage()), e);
        }
        return Optional.empty();
    }

    @Override
    public void onOpen(WsSession session) {
        Caller admitted = caller;
        if (admitted == null) {
            throw new IllegalStateException("opened without an upgrade");
        }
        Channel opened = new Channel(session, QUEUE_MESSAGES, QUEUE_BYTES);
        channel = opened;
        channels.add(opened);
        SocketRoute.Ear listening = route.opening().open(admitted, opened);
        ear = listening;
        watch(Thread.currentThread(), opened, listening);
    }

    /// A connection that breaks ends its thread without telling the listener, so the thread itself is watched.
    private void watch(Thread reader, Channel channel, SocketRoute.Ear ear) {
        WATCHES.newThread(() -> {
                    try {
                        reader.join();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        channel.end();
                        channels.remove(channel);
                        ear.gone();
                    }
                })
                .start();
    }

    @Override
    public void onMessage(WsSession session, String text, boolean last) {
        Channel out = channel;
        SocketRoute.Ear in = ear;
        if (out == null || in == null) {
            return;
        }
        partial.append(text);
        if (partial.length() > MAX_MESSAGE) {
            partial.setLength(0);
            out.close(POLICY_VIOLATION, "message has more than " + MAX_MESSAGE + " characters");
            return;
        }
        if (!last) {
            return;
        }
        String message = partial.toString();
        partial.setLength(0);
        try {
            in.text(message);
        } catch (Json.Malformed | Refusal e) {
            out.close(POLICY_VIOLATION, shortened(String.valueOf(e.getMessage())));
        }
    }

    @Override
    public void onPing(WsSession session, BufferData payload) {
        Channel out = channel;
        if (out != null) {
            out.pong(payload);
        }
    }

    @Override
    public void onClose(WsSession session, int status, String reason) {
        Channel out = channel;
        if (out != null) {
            out.end();
        }
    }

    @Override
    public void onError(WsSession session, Throwable failure) {
        Channel out = channel;
        if (out != null) {
            out.end();
        }
    }

    /// A close reason has at most 123 bytes.
    private static String shortened(String text) {
        String ascii = text.replaceAll("[^ -~]", "?");
        return ascii.length() > 120 ? ascii.substring(0, 120) : ascii;
    }
}
