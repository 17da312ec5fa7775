package io.dotmac.server.platform.event;

import io.dotmac.server.platform.cache.Redis;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.DatabaseUnavailable;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.prometheus.client.Counter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/// Everything between the outbox and the consumers, to be started and stopped as one.
public final class Events implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Events.class.getName());

    private final EventConfig config;
    private final OutboxStore store;
    private final DeadLetterStore deadLetters;
    private final EventBus bus;
    private final EventRelay relay;
    private final Clock clock;

    /// Puts its parts together.
    ///
    /// @param handlers the consumers of this process; none where another process consumes
    public Events(
            EventConfig config,
            Database database,
            Redis redis,
            Outbox outbox,
            List<EventHandler> handlers,
            Telemetry telemetry,
            Clock clock) {
        this.config = config;
        this.clock = clock;
        this.store = new OutboxStore(database);
        this.deadLetters = new DeadLetterStore(database);
        Counter counter = telemetry.counter("dotmac_events_total", "Events by consumer and end.", "consumer", "end");
        Delivery delivery = new Delivery(database, deadLetters, config, counter, telemetry.background(), clock);
        this.bus = switch (config.bus()) {
            case REDIS -> new RedisBus(redis, config, delivery, handlers, this::tellAgain);
            case LOCAL -> new LocalBus(delivery, handlers);
        };
        this.relay = new EventRelay(store, bus, new Detour(store, delivery, handlers), config.look());
        outbox.onCommit(relay::wake);
        telemetry.gauge("dotmac_outbox_waiting", "Events that wait to be told.", known(store::waiting));
        telemetry.gauge(
                "dotmac_dead_letters", "Events that a consumer could not deal with.", known(deadLetters::count));
    }

    /// Begins to relay and to consume.
    public void start() {
        bus.start();
        relay.start();
    }

    /// Deletes what is too old to be told again.
    public int clean() {
        return store.clean(clock.instant(), config.keep());
    }

    /// Tells what waits, gives the consumers' places to others.
    @Override
    public void close() {
        switch (config.bus()) {
            case REDIS -> {
                relay.close();
                bus.close();
            }
            case LOCAL -> {
                bus.close();
                relay.close();
            }
        }
    }

    /// The stream is new or was lost: what was told lately is told again, and consumers know what they have done.
    private void tellAgain() {
        int count = store.again(clock.instant().minus(config.keep()));
        if (count > 0) {
            LOG.log(Level.INFO, "the stream of events is new to a consumer, telling again count={0}", count);
        }
        relay.wake();
    }

    /// Not a number while the database is away, so that the other metrics are still told.
    private static DoubleSupplier known(LongSupplier count) {
        return () -> {
            try {
                return count.getAsLong();
            } catch (DatabaseUnavailable e) {
                return Double.NaN;
            }
        };
    }
}
