package io.dotmac.server.platform.event;

import io.dotmac.server.platform.cache.RedisUnavailable;
import io.dotmac.server.platform.db.DatabaseUnavailable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Takes events from the outbox to the bus, in order. It is woken by the commits of its own process; what another
/// process left behind is found by looking now and then.
final class EventRelay implements AutoCloseable {
    private static final Logger LOG = System.getLogger(EventRelay.class.getName());
    private static final int BATCH = 200;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration FLUSH = Duration.ofSeconds(5);

    private final OutboxStore store;
    private final EventBus bus;
    private final Detour detour;
    private final Duration look;
    private final Semaphore signal = new Semaphore(0);
    private @Nullable Thread thread;
    private volatile boolean closed;

    /// @param detour for what cannot wait while the bus is away
    /// @param look how often to look for what others left behind
    EventRelay(OutboxStore store, EventBus bus, Detour detour, Duration look) {
        this.store = store;
        this.bus = bus;
        this.detour = detour;
        this.look = look;
    }

    void start() {
        thread = Thread.ofVirtual().name("event-relay").start(this::run);
    }

    void wake() {
        if (signal.availablePermits() == 0) {
            signal.release();
        }
    }

    /// Tells what waits, then ends.
    @Override
    public void close() {
        closed = true;
        wake();
        Thread running = thread;
        if (running == null) {
            return;
        }
        try {
            if (!running.join(FLUSH)) {
                running.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        try {
            while (true) {
                boolean last = closed;
                try {
                    drain();
                    pause = FIRST_PAUSE;
                } catch (DatabaseUnavailable e) {
                    tell(pause, e);
                    pause = later(pause);
                } catch (RedisUnavailable e) {
                    tell(pause, e);
                    pause = later(pause);
                    goRound();
                } catch (RuntimeException e) {
                    LOG.log(Level.ERROR, "events could not be relayed, tried again later", e);
                    pause = later(pause);
                }
                if (last) {
                    return;
                }
                await(pause.equals(FIRST_PAUSE) ? look : pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void await(Duration span) throws InterruptedException {
        var _ = signal.tryAcquire(span.toMillis(), TimeUnit.MILLISECONDS);
        signal.drainPermits();
    }

    private void drain() {
        while (store.isWaiting() && store.relay(BATCH, bus::publish) == BATCH) {
            // On with the next batch.
        }
    }

    /// What cannot wait does not.
    private void goRound() {
        try {
            detour.take();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "events could not be taken past Redis, tried again later", e);
        }
    }

    private static void tell(Duration pause, RuntimeException cause) {
        if (pause.equals(FIRST_PAUSE)) {
            LOG.log(Level.WARNING, "events wait in the outbox cause={0}", cause.getMessage());
        }
    }

    private static Duration later(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }
}
