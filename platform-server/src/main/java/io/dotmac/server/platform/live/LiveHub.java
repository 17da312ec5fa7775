package io.dotmac.server.platform.live;

import io.dotmac.model.Json;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.ServerFrame;
import io.dotmac.model.live.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Keeps the latest rows and tells the sessions what changed: gathered for a moment, the latest row of a key wins, and
/// made into text once for all sessions of a scope.
///
/// Safe for use by several threads; nothing that blocks is done under its lock.
public final class LiveHub implements AutoCloseable {
    /// One and a half times what the server takes to tell one console something, measured as P7.
    private static final Duration TELLING = Duration.ofNanos(20_000);

    private final LiveConfig config;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final LiveTables tables = new LiveTables();
    private final Map<Topic, Map<String, TenantId>> pending = new EnumMap<>(Topic.class);
    private final Map<Scope, Audience> audiences = new HashMap<>();
    private final List<Consumer<Scope>> watchListeners = new ArrayList<>();
    private final List<Publication> publications = new CopyOnWriteArrayList<>();
    private boolean closed;

    /// Hears what is published.
    @FunctionalInterface
    public interface Publication {
        /// Rows that were put in, and those that were taken away; must return at once.
        void published(TenantId tenant, List<? extends LiveRow> rows, List<Gone> gone);
    }

    /// Sessions that see the same rows, and the versions that they are at.
    private static final class Audience {
        private final Set<LiveSession> sessions = new HashSet<>();
        private final Map<Topic, Long> versions = new EnumMap<>(Topic.class);

        long version(Topic topic) {
            return versions.getOrDefault(topic, 0L);
        }
    }

    /// Rows at a version.
    ///
    /// @param rows in the order of their keys
    /// @param version that they are at
    public record View(List<LiveRow> rows, long version) {}

    /// Begins nothing; [#start()] does.
    public LiveHub(LiveConfig config) {
        this.config = config;
        for (Topic topic : Topic.values()) {
            pending.put(topic, new LinkedHashMap<>());
        }
    }

    /// Tells sessions of changes from now on.
    public void start() {
        Thread.ofVirtual().name("live-flusher").start(this::flushForever);
    }

    /// Calls `listener` whenever a session begins to look at something.
    public void onWatch(Consumer<Scope> listener) {
        lock.lock();
        try {
            watchListeners.add(listener);
        } finally {
            lock.unlock();
        }
    }

    /// Tells `listener` of everything that is published from now on, outside the lock.
    public void onPublish(Publication listener) {
        publications.add(listener);
    }

    /// Puts rows in place of those with the same keys.
    public void publish(TenantId tenant, List<? extends LiveRow> rows) {
        publish(tenant, rows, List.of());
    }

    /// Puts rows in place of those with the same keys and takes others away, all at once.
    public void publish(TenantId tenant, List<? extends LiveRow> rows, List<Gone> gone) {
        lock.lock();
        try {
            for (LiveRow row : rows) {
                if (tables.put(tenant, row)) {
                    touched(tenant, row.topic(), row.key());
                }
            }
            for (Gone one : gone) {
                tables.remove(one.topic, one.key).ifPresent(owner -> touched(owner, one.topic, one.key));
            }
        } finally {
            lock.unlock();
        }
        publications.forEach(listener -> listener.published(tenant, rows, gone));
    }

    /// A row that is no more.
    ///
    /// @param topic of the row
    /// @param key of the row
    public record Gone(Topic topic, String key) {}

    /// Part of a topic's rows.
    ///
    /// @param prefix that the keys begin with
    /// @param after the key that the part comes after
    /// @param limit most rows
    public record Slice(String prefix, String after, int limit) {}

    /// A part of what `scope` sees.
    public View page(Scope scope, Topic topic, Slice slice) {
        lock.lock();
        try {
            return new View(tables.slice(scope, topic, slice), version(scope, topic));
        } finally {
            lock.unlock();
        }
    }

    /// One row, if `scope` sees it.
    public Optional<LiveRow> find(Scope scope, Topic topic, String key) {
        lock.lock();
        try {
            return tables.find(scope, topic, key);
        } finally {
            lock.unlock();
        }
    }

    /// How many sessions are open.
    public int sessions() {
        lock.lock();
        try {
            return audiences.values().stream()
                    .mapToInt(one -> one.sessions.size())
                    .sum();
        } finally {
            lock.unlock();
        }
    }

    /// The scopes in which somebody looks at something.
    public Set<Scope> watched() {
        lock.lock();
        try {
            Set<Scope> scopes = new HashSet<>();
            audiences.forEach((scope, audience) -> {
                if (audience.sessions.stream().anyMatch(LiveSession::isWatching)) {
                    scopes.add(scope);
                }
            });
            return scopes;
        } finally {
            lock.unlock();
        }
    }

    /// Cuts the sessions whose other side has not read for too long; to be called now and then.
    public void cutStuck() {
        List<LiveSession> all;
        lock.lock();
        try {
            all = audiences.values().stream()
                    .flatMap(one -> one.sessions.stream())
                    .toList();
        } finally {
            lock.unlock();
        }
        all.forEach(session -> session.cutIfStuck(config.stuckAfter()));
    }

    @Override
    public void close() {
        List<LiveSession> all;
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            all = audiences.values().stream()
                    .flatMap(one -> one.sessions.stream())
                    .toList();
        } finally {
            lock.unlock();
        }
        all.forEach(LiveSession::goAway);
    }

    void join(LiveSession session) {
        lock.lock();
        try {
            audiences
                    .computeIfAbsent(session.scope(), scope -> new Audience())
                    .sessions
                    .add(session);
        } finally {
            lock.unlock();
        }
    }

    void leave(LiveSession session) {
        lock.lock();
        try {
            Audience audience = audiences.get(session.scope());
            if (audience != null) {
                audience.sessions.remove(session);
            }
        } finally {
            lock.unlock();
        }
    }

    void watchBegan(Scope scope) {
        List<Consumer<Scope>> listeners;
        lock.lock();
        try {
            listeners = List.copyOf(watchListeners);
        } finally {
            lock.unlock();
        }
        listeners.forEach(listener -> listener.accept(scope));
    }

    /// What the session is to be told first; from here on it gets deltas of the topic.
    View beginTopic(LiveSession session, Topic topic) {
        lock.lock();
        try {
            flushNow(); // what is pending is in the rows already, so it must not come again as a later version
            session.live(topic);
            return new View(tables.all(session.scope(), topic), version(session.scope(), topic));
        } finally {
            lock.unlock();
        }
    }

    private long version(Scope scope, Topic topic) {
        Audience audience = audiences.get(scope);
        return audience == null ? 0 : audience.version(topic);
    }

    private void touched(TenantId tenant, Topic topic, String key) {
        Map<String, TenantId> keys = pending.get(topic);
        if (keys != null) {
            keys.put(key, tenant);
        }
        changed.signal();
    }

    private void flushForever() {
        lock.lock();
        try {
            while (!closed) {
                while (!closed && pending.values().stream().allMatch(Map::isEmpty)) {
                    changed.await();
                }
                flushNow();
                pause(gathering());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /// As configured, and so long that telling all who look takes no more than about two thirds of a core.
    private Duration gathering() {
        Duration told = TELLING.multipliedBy(sessions());
        return told.compareTo(config.coalesce()) > 0 ? told : config.coalesce();
    }

    /// Lets the lock go meanwhile; the first change after a quiet time goes out at once, those behind it together.
    private void pause(Duration span) throws InterruptedException {
        long left = span.toNanos();
        while (left > 0 && !closed) {
            left = changed.awaitNanos(left);
        }
    }

    private void flushNow() {
        pending.forEach((topic, keys) -> {
            if (!keys.isEmpty()) {
                audiences.forEach((scope, audience) -> tell(scope, audience, topic, keys));
                keys.clear();
            }
        });
    }

    private void tell(Scope scope, Audience audience, Topic topic, Map<String, TenantId> keys) {
        List<LiveRow> upserts = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        keys.forEach((key, tenant) -> {
            if (scope.covers(tenant)) {
                tables.find(scope, topic, key).ifPresentOrElse(upserts::add, () -> removed.add(key));
            }
        });
        if (upserts.isEmpty() && removed.isEmpty()) {
            return;
        }
        long from = audience.version(topic);
        audience.versions.put(topic, from + 1);
        List<LiveSession> listening =
                audience.sessions.stream().filter(one -> one.isLive(topic)).toList();
        if (!listening.isEmpty()) {
            String text = Json.text(new ServerFrame.Delta(topic, from, from + 1, upserts, removed));
            listening.forEach(session -> session.delta(text));
        }
    }
}
