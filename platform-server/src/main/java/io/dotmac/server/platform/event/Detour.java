package io.dotmac.server.platform.event;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Hands events that wait in the outbox straight to those consumers of this process that cannot wait for Redis to come
/// back. They note what they have dealt with, so what comes by the bus later, or by another server's detour, is no
/// work.
///
/// Used by one thread.
final class Detour {
    private static final int BATCH = 200;

    /// A transaction that is committed late may bear an earlier number.
    private static final int LATE = 1_000;

    private final OutboxStore store;
    private final Delivery delivery;
    private final List<EventHandler> urgent;
    private final Map<Long, Boolean> seen = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > 2 * LATE;
        }
    };
    private long last;

    Detour(OutboxStore store, Delivery delivery, List<EventHandler> handlers) {
        this.store = store;
        this.delivery = delivery;
        this.urgent = handlers.stream().filter(EventHandler::urgent).toList();
    }

    /// Deals with all that waits and was not met before.
    void take() {
        if (urgent.isEmpty()) {
            return;
        }
        long from = Math.max(0, last - LATE);
        while (true) {
            List<OutboxStore.Waiting> waiting = store.waitingAfter(from, BATCH);
            for (OutboxStore.Waiting one : waiting) {
                from = one.id();
                if (!seen.containsKey(one.id()) && !deliver(one.told())) {
                    return;
                }
                seen.put(one.id(), true);
                last = Math.max(last, one.id());
            }
            if (waiting.size() < BATCH) {
                return;
            }
        }
    }

    private boolean deliver(OutboxStore.Told told) {
        for (EventHandler handler : urgent) {
            if (!delivery.deliver(handler, told)) {
                return false; // The server stops.
            }
        }
        return true;
    }
}
