package io.dotmac.agent.collect.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.agent.collect.CollectSink;
import io.dotmac.agent.config.DockerConfig;
import io.dotmac.agent.config.DockerConfig.Wanted;
import io.dotmac.agent.pace.Pace;
import io.dotmac.agent.pace.Wake;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Watches a container engine: its events say when to look, a list each minute finds what they did not say.
///
/// The stream is opened before the first list, so that nothing falls between the two.
public final class DockerCollector implements AutoCloseable {
    private static final Duration SETTLE = Duration.ofMillis(40);
    private static final Duration RELIST = Duration.ofSeconds(60);
    private static final Duration LOOK_ALL = Duration.ofMinutes(10);
    private static final Duration UNSETTLED = Duration.ofSeconds(1);
    private static final Duration REJUDGE = Duration.ofSeconds(10);
    private static final Duration USAGE = Duration.ofSeconds(30);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(3);

    private final DockerEngine engine;
    private final ContainerBook book;
    private final EngineWatch watch;
    private final EventReader reader;
    private final CollectSink sink;
    private final Pace pace;
    private final Wake wake = new Wake();
    private final Wake usageWake = new Wake();
    private final Set<String> dirty = new HashSet<>();
    private final Map<String, String> summaryById = new HashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private boolean streamOpened;
    private boolean listed;
    private @Nullable ExecutorService helpers;

    /// @param pace how often the use of resources is measured
    /// @param sink takes what is found
    public DockerCollector(DockerConfig config, Pace pace, Clock clock, CollectSink sink) {
        this.engine = new DockerEngine(config.host(), config.allowRestart());
        this.book = new ContainerBook(sink, clock, new Expected(config.expected()));
        this.watch = new EngineWatch(engine, book, clock, sink);
        this.reader = new EventReader(engine, this::opened, this::happened, this::lost, clock);
        this.sink = sink;
        this.pace = pace;
        pace.wakes(usageWake);
    }

    /// Starts; returns at once.
    public synchronized void start() {
        helpers = Executors.newCachedThreadPool(
                Thread.ofPlatform().daemon().name("docker-help-", 0).factory());
        threads.add(Thread.ofPlatform().daemon().name("docker-watch").start(this::run));
        threads.add(Thread.ofPlatform().daemon().name("docker-usage").start(this::measure));
    }

    /// The last lines of a container's log and, when `follow`, what comes; the caller closes it.
    public LogStream logs(String container, int tail, boolean follow) {
        Inspected found =
                engine.inspect(container).orElseThrow(() -> new IllegalArgumentException("no container " + container));
        return engine.logs(found.id(), found.tty(), tail, follow);
    }

    /// Restarts a container, where `docker.allow-restart` is true.
    public void restart(String container) {
        Inspected found =
                engine.inspect(container).orElseThrow(() -> new IllegalArgumentException("no container " + container));
        engine.restart(found.id());
    }

    private void opened() {
        synchronized (dirty) {
            streamOpened = true;
        }
        wake.signal();
    }

    private void happened(DockerEvent event) {
        book.note(event);
        synchronized (dirty) {
            dirty.add(event.container());
        }
        wake.signal();
    }

    private void lost() {
        watch.suspect();
        wake.signal();
    }

    private void run() {
        long listAt = System.nanoTime();
        long allAt = listAt;
        long judgeAt = listAt;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                if (!watch.check()) {
                    listAt = System.nanoTime();
                    continue;
                }
                reader.start();
                wake.await(nextLook(listAt, judgeAt));
                wake.await(SETTLE);
                long now = System.nanoTime();
                if (takeOpened() || now - listAt >= 0) {
                    boolean all = now - allAt >= 0;
                    list(all);
                    listAt = now + RELIST.toNanos();
                    allAt = all ? now + LOOK_ALL.toNanos() : allAt;
                }
                look(takeDirty());
                if (now - judgeAt >= 0) {
                    book.judge();
                    judgeAt = now + REJUDGE.toNanos();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration nextLook(long listAt, long judgeAt) {
        Duration longest = book.unsettled().isEmpty() ? watch.untilCheck() : UNSETTLED;
        long due = Math.min(listAt, judgeAt) - System.nanoTime();
        return Duration.ofNanos(Math.clamp(due, 0, longest.toNanos()));
    }

    private boolean takeOpened() {
        synchronized (dirty) {
            boolean was = streamOpened;
            streamOpened = false;
            return was;
        }
    }

    private Set<String> takeDirty() {
        Set<String> taken = new HashSet<>(book.unsettled());
        synchronized (dirty) {
            taken.addAll(dirty);
            dirty.clear();
        }
        return taken;
    }

    /// Looks closer at what helpers different from afar; now and then at all.
    private void list(boolean all) throws InterruptedException {
        try {
            Map<String, String> now = new HashMap<>();
            engine.list().forEach(each -> now.put(each.id(), each.summary()));
            Set<String> changed = new HashSet<>();
            now.forEach((id, summary) -> {
                if (all || !summary.equals(summaryById.get(id))) {
                    changed.add(id);
                }
            });
            summaryById.clear();
            summaryById.putAll(now);
            book.keepOnly(alsoHappening(now.keySet()));
            look(changed);
            if (!listed) {
                listed = true;
                sink.containersListed();
            }
        } catch (EngineFailure e) {
            watch.failed(e);
        }
    }

    /// What was made after the list was.
    private Set<String> alsoHappening(Set<String> ids) {
        Set<String> all = new HashSet<>(ids);
        synchronized (dirty) {
            all.addAll(dirty);
        }
        return all;
    }

    private void look(Set<String> ids) throws InterruptedException {
        each(ids, id -> engine.inspect(id).ifPresentOrElse(book::put, () -> book.remove(id)), this::lookAgain);
        List<Wanted> absent = book.absent();
        Map<String, Boolean> imageByName = new HashMap<>();
        try {
            for (Wanted wanted : absent) {
                wanted.image().ifPresent(image -> imageByName.put(wanted.name(), engine.hasImage(image)));
            }
            book.absent(absent, imageByName);
        } catch (EngineFailure e) {
            watch.failed(e);
        }
    }

    /// What could not be read stays on the list.
    private void lookAgain(String id) {
        synchronized (dirty) {
            dirty.add(id);
        }
    }

    private void each(Set<String> ids, Consumer<String> work, Consumer<String> failed) throws InterruptedException {
        ExecutorService executor = helpers;
        if (executor != null) {
            new Sweep(ids, work, failed, watch::failed, executor).run();
        }
    }

    private void measure() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                each(
                        Set.copyOf(book.running()),
                        id -> {
                            JsonNode stats = engine.stats(id).orElse(null);
                            if (stats != null) {
                                book.used(id, stats);
                            }
                        },
                        _ -> {});
                usageWake.await(pace.watched() ? pace.regular() : longer(pace.regular()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration longer(Duration regular) {
        return regular.compareTo(USAGE) > 0 ? regular : USAGE;
    }

    @Override
    public synchronized void close() {
        threads.forEach(Thread::interrupt);
        engine.close();
        if (helpers != null) {
            helpers.shutdownNow();
        }
        try {
            reader.close();
            for (Thread thread : threads) {
                thread.join(LONGEST_CLOSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
