package io.dotmac.server.platform.live;

import io.dotmac.model.live.ServerFrame;
import io.dotmac.model.live.Topic;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Channel;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.SocketRoute;
import java.time.Clock;
import java.util.List;
import java.util.function.Predicate;

/// The WebSocket that consoles open.
public final class LiveSockets {
    private final LiveHub hub;
    private final Errands errands;
    private final Clock clock;
    private final String version;
    private final String environment;

    /// @param version of the program
    /// @param environment for example `production`
    /// @param errands takes what consoles want done
    public LiveSockets(LiveHub hub, Errands errands, Clock clock, String version, String environment) {
        this.hub = hub;
        this.errands = errands;
        this.clock = clock;
        this.version = version;
        this.environment = environment;
    }

    /// All WebSockets.
    public List<SocketRoute> sockets() {
        return List.of(new SocketRoute("/api/v1/live", Access.needs(Permission.FLEET_READ), this::open));
    }

    private static Permission needed(Topic topic) {
        return switch (topic) {
            case NODES, DEPENDENCIES, REPLICATION, CONTAINERS, WORKLOADS -> Permission.FLEET_READ;
            case ALERTS -> Permission.ALERT_READ;
        };
    }

    private SocketRoute.Ear open(Caller caller, Channel channel) {
        Predicate<Topic> allowed = topic -> caller.may(needed(topic));
        LiveSession session = new LiveSession(hub, Scope.of(caller), allowed, channel, clock);
        session.counter(errands.open(caller, session::offer));
        hub.join(session);
        session.send(new ServerFrame.Welcome(version, environment, clock.instant()));
        return session;
    }
}
