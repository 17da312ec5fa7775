package io.dotmac.agent.collect.docker;

import io.dotmac.agent.pace.Wake;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads the engine's events, again and again from where it stood; each is handed on once.
final class EventReader {
    private static final System.Logger LOG = System.getLogger(EventReader.class.getName());
    private static final int REMEMBERED = 1_024;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(3);

    private final DockerEngine engine;
    private final Runnable opened;
    private final Consumer<DockerEvent> happened;
    private final Runnable lost;
    private final Set<DockerEvent> seen = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<DockerEvent, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });
    private final Wake pause = new Wake();
    private String since;
    private @Nullable Thread thread;
    private volatile DockerEngine.@Nullable Events stream;
    private volatile boolean closed;

    /// @param opened is called when a stream begins, before its first event
    /// @param happened takes the events
    /// @param lost is called when the stream ends
    EventReader(DockerEngine engine, Runnable opened, Consumer<DockerEvent> happened, Runnable lost, Clock clock) {
        this.engine = engine;
        this.opened = opened;
        this.happened = happened;
        this.lost = lost;
        // What the engine remembers of the last ten minutes tells who stopped what before this program came.
        this.since = Long.toString(clock.instant().minus(History.WINDOW).getEpochSecond());
    }

    /// Begins to read, at the first call; not after [#close()].
    synchronized void start() {
        if (thread == null && !closed) {
            thread = Thread.ofPlatform().daemon().name("docker-events").start(this::run);
        }
    }

    private void run() {
        Duration wait = FIRST_PAUSE;
        try {
            while (!closed && !Thread.currentThread().isInterrupted()) {
                boolean read = false;
                try (DockerEngine.Events events = engine.events(since)) {
                    stream = events;
                    opened.run();
                    read = true;
                    drain(events);
                } catch (EngineFailure e) {
                    LOG.log(System.Logger.Level.DEBUG, "event stream ended reason=\"{0}\"", e.getMessage());
                }
                wait = read ? FIRST_PAUSE : longer(wait);
                lost.run();
                pause.await(wait);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration longer(Duration wait) {
        Duration next = wait.multipliedBy(2);
        return next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
    }

    private void drain(DockerEngine.Events events) {
        while (!closed) {
            Optional<DockerEvent> next = events.next();
            if (next.isEmpty()) {
                return;
            }
            DockerEvent event = next.get();
            if (seen.add(event)) {
                since = event.since();
                happened.accept(event);
            }
        }
    }

    /// Ends the reading and waits for it for a moment.
    void close() throws InterruptedException {
        Thread reading = end();
        DockerEngine.Events open = stream;
        if (open != null) {
            open.close();
        }
        if (reading != null) {
            reading.interrupt();
            reading.join(LONGEST_CLOSE);
        }
    }

    private synchronized @Nullable Thread end() {
        closed = true;
        pause.signal();
        return thread;
    }
}
