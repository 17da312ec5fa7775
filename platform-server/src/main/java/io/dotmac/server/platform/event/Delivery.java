package io.dotmac.server.platform.event;

import io.dotmac.server.platform.cache.RedisUnavailable;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.DatabaseUnavailable;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.telemetry.BackgroundWork;
import io.dotmac.server.platform.telemetry.LogKeys;
import io.dotmac.server.platform.telemetry.TraceContext;
import io.prometheus.client.Counter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.MDC;

/// Hands one event to one consumer, in a transaction that also notes that it was done; a second time is no work. What
/// fails is tried again after longer and longer pauses, then laid aside as a dead letter.
final class Delivery {
    private static final Logger LOG = System.getLogger(Delivery.class.getName());
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Database database;
    private final DeadLetterStore deadLetters;
    private final EventConfig config;
    private final Counter counter;
    private final BackgroundWork background;
    private final Clock clock;
    private final CountDownLatch closing = new CountDownLatch(1);

    Delivery(
            Database database,
            DeadLetterStore deadLetters,
            EventConfig config,
            Counter counter,
            BackgroundWork background,
            Clock clock) {
        this.database = database;
        this.deadLetters = deadLetters;
        this.config = config;
        this.counter = counter;
        this.background = background;
        this.clock = clock;
    }

    /// Returns `true` when the event is dealt with or laid aside, `false` when the server stops before.
    boolean deliver(EventHandler handler, OutboxStore.Told told) {
        Event event = told.event();
        boolean wanted = handler.types().contains(event.type())
                && (told.onlyFor().isEmpty() || told.onlyFor().equals(handler.name()));
        if (!wanted) {
            return true;
        }
        MDC.put(LogKeys.REQUEST_ID, event.requestId());
        try {
            return untilDone(handler, told);
        } finally {
            MDC.remove(LogKeys.REQUEST_ID);
        }
    }

    void close() {
        closing.countDown();
    }

    private boolean untilDone(EventHandler handler, OutboxStore.Told told) {
        Event event = told.event();
        Duration pause = config.retryPause();
        for (int attempt = 1; ; ) {
            try {
                boolean fresh = background.run(
                        "consume " + handler.name(), TraceContext.of(told.trace()), () -> once(handler, event));
                counter.labels(handler.name(), fresh ? "done" : "duplicate").inc();
                return true;
            } catch (DatabaseUnavailable | RedisUnavailable e) {
                LOG.log(Level.WARNING, "event waits consumer={0} cause={1}", handler.name(), e.getMessage());
            } catch (RuntimeException e) {
                if (attempt >= config.attempts()) {
                    return layAside(handler, event, attempt, e);
                }
                attempt++;
            }
            if (isClosedAfter(pause)) {
                return false;
            }
            pause = pause.multipliedBy(4).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(4);
        }
    }

    private boolean once(EventHandler handler, Event event) {
        Function<Tx, Boolean> work = tx -> {
            boolean fresh = deadLetters.note(tx, handler.name(), event.id());
            if (fresh) {
                handler.handle(tx, event);
            }
            return fresh;
        };
        return event.tenant()
                .map(tenant -> database.transaction(tenant, work))
                .orElseGet(() -> database.sharedTransaction(work));
    }

    private boolean layAside(EventHandler handler, Event event, int attempts, RuntimeException failure) {
        try {
            deadLetters.insert(handler.name(), event, attempts, String.valueOf(failure), clock.instant());
        } catch (DatabaseUnavailable e) {
            return false; // Comes again.
        }
        counter.labels(handler.name(), "dead").inc();
        LOG.log(Level.ERROR, "event laid aside consumer=" + handler.name() + " event=" + event.id(), failure);
        return true;
    }

    private boolean isClosedAfter(Duration pause) {
        try {
            return closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
