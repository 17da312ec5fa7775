package io.dotmac.server.platform.event;

import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.telemetry.LogKeys;
import io.dotmac.server.platform.telemetry.TraceContext;
import io.dotmac.server.platform.telemetry.Tracing;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.MDC;

/// Where use cases tell what has happened: in the transaction that makes it so. Safe for use by several threads.
public final class Outbox {
    private final Clock clock;
    private final Tracing tracing;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /// Holds nothing itself.
    ///
    /// @param tracing whose context goes along with each event
    public Outbox(Clock clock, Tracing tracing) {
        this.clock = clock;
        this.tracing = tracing;
    }

    /// Tells `event` once `tx` is committed, and never when it is rolled back.
    public void publish(Tx tx, Event event) {
        publish(tx, List.of(event));
    }

    /// Tells several events, in order, as [#publish(Tx, Event)] does.
    public void publish(Tx tx, List<Event> events) {
        String request = Optional.ofNullable(MDC.get(LogKeys.REQUEST_ID)).orElse("");
        String trace = tracing.context().map(TraceContext::traceparent).orElse("");
        List<OutboxStore.Told> told = events.stream()
                .map(event -> new OutboxStore.Told(
                        new Event(event.id(), event.type(), event.aggregate(), tx.tenant(), event.payload(), request),
                        "",
                        trace))
                .toList();
        OutboxStore.insert(tx, told, clock.instant());
        tx.afterCommit(this::tell);
    }

    /// Tells a letter's event again, to its consumer alone.
    void again(Tx tx, DeadLetter letter) {
        OutboxStore.insert(tx, List.of(new OutboxStore.Told(letter.event(), letter.consumer(), "")), clock.instant());
        tx.afterCommit(this::tell);
    }

    /// Calls `listener` after each commit that brought an event; it must return at once.
    void onCommit(Runnable listener) {
        listeners.add(listener);
    }

    private void tell() {
        listeners.forEach(Runnable::run);
    }
}
