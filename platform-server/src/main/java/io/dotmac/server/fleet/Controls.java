package io.dotmac.server.fleet;

import io.dotmac.model.Json;
import io.dotmac.model.agent.ControlFrame;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Channel;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.http.SocketRoute.Ear;
import io.dotmac.server.platform.live.LiveHub;
import io.dotmac.server.platform.live.Scope;
import io.dotmac.server.platform.secret.Identity.Home;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// The control channels of the agents that are connected. Safe for use by several threads.
final class Controls {
    /// How long an agent reports every second after somebody began to look.
    static final int WATCH_SECONDS = 60;

    private static final int GOING_AWAY = 1001;
    private static final int REPLACED = 4001;

    /// Hears nothing.
    private static final Ear NOBODY = new Ear() {
        @Override
        public void text(String message) {
            // Its channel is being closed.
        }

        @Override
        public void gone() {
            // It was never in.
        }
    };

    private final NodeBook book;
    private final LiveHub hub;
    private final Map<NodeId, Line> lines = new ConcurrentHashMap<>();
    private volatile Consumer<NodeKey> admission = key -> {};

    private record Line(TenantId tenant, Channel channel) {}

    Controls(NodeBook book, LiveHub hub) {
        this.book = book;
        this.hub = hub;
    }

    /// Asks `check` about each agent that connects; it throws [Refusal] for those that are not in service.
    void admittedBy(Consumer<NodeKey> check) {
        admission = check;
    }

    Ear open(Caller caller, Channel channel) {
        NodeId node = new NodeId(caller.id());
        TenantId tenant = caller.tenant().map(Home::id).orElseThrow();
        Line line = new Line(tenant, channel);
        try {
            admission.accept(new NodeKey(tenant, node));
        } catch (Refusal e) {
            send(line, new ControlFrame.Revoked(String.valueOf(e.getMessage())));
            channel.close(REPLACED, "the node is not in service");
            return NOBODY;
        }
        Line before = lines.put(node, line);
        if (before != null) {
            before.channel.close(REPLACED, "the agent connected anew");
        }
        book.control(node, true);
        send(line, new ControlFrame.Welcome(0));
        if (hub.watched().stream().anyMatch(scope -> scope.covers(tenant))) {
            send(line, new ControlFrame.Watch(WATCH_SECONDS));
        }
        return new Ear() {
            @Override
            public void text(String message) {
                // Agents have nothing to say here; what a newer one may say is not for this server.
            }

            @Override
            public void gone() {
                if (lines.remove(node, line)) {
                    book.control(node, false);
                }
            }
        };
    }

    /// Tells the agents that somebody looks at them.
    void watch(Scope scope) {
        lines.values().stream()
                .filter(line -> scope.covers(line.tenant))
                .forEach(line -> send(line, new ControlFrame.Watch(WATCH_SECONDS)));
    }

    /// The same for all that are looked at.
    void renewWatches() {
        Set<Scope> scopes = hub.watched();
        lines.values().stream()
                .filter(line -> scopes.stream().anyMatch(scope -> scope.covers(line.tenant)))
                .forEach(line -> send(line, new ControlFrame.Watch(WATCH_SECONDS)));
    }

    void revoke(NodeId node, String reason) {
        Line line = lines.get(node);
        if (line != null) {
            send(line, new ControlFrame.Revoked(reason));
            line.channel.close(REPLACED, reason);
        }
    }

    int size() {
        return lines.size();
    }

    void close() {
        lines.values().forEach(line -> line.channel.close(GOING_AWAY, "the server stops"));
    }

    private static void send(Line line, ControlFrame frame) {
        boolean queued = line.channel.offer(Json.text(frame));
        if (!queued) {
            line.channel.close(Channel.TRY_AGAIN_LATER, "the agent reads too slowly");
        }
    }
}
