package io.dotmac.server.platform.event;

import java.util.List;

/// Carries events from the relay to the consumers.
interface EventBus extends AutoCloseable {
    /// Takes events over for good, in order, or throws; then they come again.
    void publish(List<OutboxStore.Told> events);

    /// Begins to hand events to the consumers of this process.
    void start();

    @Override
    void close();
}
