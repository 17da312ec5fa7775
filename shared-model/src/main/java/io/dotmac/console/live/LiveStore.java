package io.dotmac.console.live;

import io.dotmac.client.PlatformClient;
import io.dotmac.console.Observable;
import io.dotmac.console.Tasks;
import io.dotmac.console.Value;

/// The client's live state: fed by the server, kept while it is away, filled in by the console's own probes.
public final class LiveStore implements AutoCloseable {
    private final Value<ConnectionState> connection = new Value<>(new ConnectionState.Connecting(false));
    private final Value<Snapshot> rows = new Value<>(Snapshot.EMPTY);

    /// A store without direct mode.
    public LiveStore(PlatformClient client, Tasks tasks) {}

    /// @param client of the profile's server
    /// @param tasks where the work runs
    /// @param direct probes for when the server is away
    public LiveStore(PlatformClient client, Tasks tasks, DirectSource direct) {}

    /// Begins to connect; returns at once.
    public void start() {}

    /// How the console stands with its server.
    public Observable<ConnectionState> connection() {
        return connection;
    }

    /// All rows, at most ten changes a second.
    public Observable<Snapshot> rows() {
        return rows;
    }

    /// Lag of a replication link in seconds over the last 15 minutes; what came before this console's start is fetched
    /// in the background, and [#rows] changes when it is there.
    public History lag(String replicationKey) {
        return History.EMPTY;
    }

    /// Latency of a dependency in milliseconds over the last 15 minutes, as [#lag].
    public History latency(String dependencyKey) {
        return History.EMPTY;
    }

    /// Asks for fresh snapshots, or tries to connect now.
    public void refresh() {}

    @Override
    public void close() {}
}
