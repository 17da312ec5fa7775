package io.dotmac.server.platform.live;

import io.dotmac.model.live.ServerFrame;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Channel;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.SocketRoute;
import java.time.Clock;
import java.util.List;

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

    private SocketRoute.Ear open(Caller caller, Channel channel) {
        LiveSession session = new LiveSession(hub, Scope.of(caller), channel, clock);
        session.counter(errands.open(caller, session::offer));
        hub.join(session);
        session.send(new ServerFrame.Welcome(version, environment, clock.instant()));
        return session;
    }
}
