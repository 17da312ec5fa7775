package io.dotmac.server.fleet.remote;

/// What waits to be written on.
sealed interface Waiting permits Outgoing, Ended {
    /// Adds all of it to a request.
    void addTo(WriteRequest request);

    /// How many samples it counts for in the queue.
    int room();
}
