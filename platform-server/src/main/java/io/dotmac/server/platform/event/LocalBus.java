package io.dotmac.server.platform.event;

import java.util.List;

/// Hands events straight to the consumers of this process, for development without Redis. An event counts as published
/// when every consumer has dealt with it, so a crash loses none.
final class LocalBus implements EventBus {
    private final Delivery delivery;
    private final List<EventHandler> handlers;

    LocalBus(Delivery delivery, List<EventHandler> handlers) {
        this.delivery = delivery;
        this.handlers = List.copyOf(handlers);
    }

    @Override
    public void publish(List<OutboxStore.Told> events) {
        for (OutboxStore.Told told : events) {
            for (EventHandler handler : handlers) {
                if (!delivery.deliver(handler, told)) {
                    throw new Stopped();
                }
            }
        }
    }

    @Override
    public void start() {
        // The relay's thread does the work.
    }

    @Override
    public void close() {
        delivery.close();
    }

    /// The server stops; what was not dealt with stays in the outbox.
    private static final class Stopped extends RuntimeException {
        Stopped() {
            super("the server stops", null, false, false);
        }
    }
}
