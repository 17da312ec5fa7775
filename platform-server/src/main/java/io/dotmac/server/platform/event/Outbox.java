package io.dotmac.server.platform.event;

import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.telemetry.LogKeys;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.MDC;

/// Where use cases tell what has happened: in the transaction that makes it so. Safe for use by several threads.
public final class Outbox {
    private final Clock clock;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /// Holds nothing itself.
    public Outbox(Clock clock) {
        this.clock = clock;
    }

    /// Tells `event` once `tx` is committed, and never when it is rolled back.
    public void publish(Tx tx, Event event) {
        String request = Optional.ofNullable(MDC.get(LogKeys.REQUEST_ID)).orElse("");
        Event whole = new Event(event.id(), event.type(), event.aggregate(), tx.tenant(), event.payload(), request);
        OutboxStore.insert(tx, whole, "", clock.instant());
        tx.afterCommit(() -> listeners.forEach(Runnable::run));
    }

    /// Calls `listener` after each commit that brought an event; it must return at once.
    void onCommit(Runnable listener) {
        listeners.add(listener);
    }
}
