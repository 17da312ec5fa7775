package io.dotmac.server.platform.live;

import io.dotmac.model.Json;
import io.dotmac.server.platform.cache.Redis;
import io.dotmac.server.platform.cache.Redis.Area;
import io.dotmac.server.platform.cache.RedisUnavailable;
import io.lettuce.core.RedisConnectionStateAdapter;
import io.lettuce.core.RedisException;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What servers tell each other at once, over Redis' channels. A server that is alone tells nobody and pays nothing but
/// a greeting now and then.
///
/// Channels lose messages; so each is numbered by its sender, and a server that misses one, or was cut off, is told by
/// [#onMissed(Runnable)] to read everything anew from the database. Safe for use by several threads.
public final class Peers implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Peers.class.getName());
    private static final String CHANNEL = "dotmac:peers";
    private static final String HELLO = "hello";
    private static final String BYE = "bye";
    private static final Duration GREET = Duration.ofSeconds(5);
    private static final Duration FORGET = Duration.ofSeconds(16);
    private static final int QUEUE = 10_000;

    private final Redis redis;
    private final String me = UUID.randomUUID().toString();
    private final Map<String, Consumer<String>> listeners = new ConcurrentHashMap<>();
    private final Map<String, Peer> others = new ConcurrentHashMap<>();
    private final BlockingQueue<Message> inbox = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicBoolean missed = new AtomicBoolean();
    private final AtomicBoolean greeting = new AtomicBoolean();
    private final Object sending = new Object();
    private long sent;
    private final List<Runnable> resyncs = new CopyOnWriteArrayList<>();
    private volatile boolean connected;
    private volatile boolean cutOff;
    private volatile boolean closed;
    private volatile @Nullable StatefulRedisPubSubConnection<String, String> connection;
    private @Nullable Thread reader;

    /// A message as it travels.
    ///
    /// @param from which server
    /// @param number 1, 2, 3... of that server
    /// @param kind of message
    /// @param body JSON
    record Message(String from, long number, String kind, String body) {}

    private record Peer(long number, long heardAt) {}

    /// Tells nobody before [#start(ScheduledExecutorService, Executor)].
    public Peers(Redis redis) {
        this.redis = redis;
    }

    /// Gives messages of `kind` to `listener`, in the order of their sender.
    public void on(String kind, Consumer<String> listener) {
        listeners.put(kind, listener);
    }

    /// Calls `read` when messages were missed, so that all is read anew.
    public void onMissed(Runnable read) {
        resyncs.add(read);
    }

    /// Begins to listen and to greet.
    public void start(ScheduledExecutorService timer, Executor executor) {
        reader = Thread.ofVirtual().name("peers").start(this::read);
        executor.execute(this::greet);
        var _ = timer.scheduleWithFixedDelay(
                () -> executor.execute(this::greet), GREET.toMillis(), GREET.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Tells the other servers, if there are any.
    public void tell(String kind, Object body) {
        if (!others.isEmpty()) {
            send(kind, Json.text(body));
        }
    }

    /// How many other servers have been heard of lately.
    public int count() {
        return others.size();
    }

    /// Whether there were others and they cannot be heard now, so that what they would tell must be read elsewhere.
    public boolean isCutOff() {
        return cutOff;
    }

    @Override
    public void close() {
        if (connected && !closed) {
            send(BYE, "");
        }
        closed = true;
        Thread running = reader;
        if (running != null) {
            running.interrupt();
        }
        StatefulRedisPubSubConnection<String, String> open = connection;
        if (open != null && open.isOpen()) {
            var _ = open.closeAsync();
        }
    }

    private void send(String kind, String body) {
        synchronized (sending) { // in the order of the numbers
            try {
                String text = Json.text(new Message(me, sent + 1, kind, body));
                redis.call(Area.PUBSUB, commands -> commands.publish(CHANNEL, text));
                sent++;
            } catch (RedisUnavailable e) {
                sent++; // Others see that one is missing.
                LOG.log(Level.DEBUG, "peers not told kind={0} cause={1}", kind, e.getMessage());
            }
        }
    }

    private void greet() {
        if (closed || !greeting.compareAndSet(false, true)) {
            return;
        }
        try {
            if (connection == null) {
                connect();
            }
            long now = System.nanoTime();
            if (connected) {
                send(HELLO, "");
                others.values().removeIf(peer -> now - peer.heardAt > FORGET.toNanos());
            }
        } catch (RedisUnavailable | RedisException e) {
            LOG.log(Level.DEBUG, "no channel to peers cause={0}", e.getMessage());
        } finally {
            greeting.set(false);
        }
    }

    private void connect() {
        StatefulRedisPubSubConnection<String, String> fresh = redis.subscription();
        fresh.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String text) {
                take(text);
            }

            @Override
            public void subscribed(String channel, long count) {
                connected = true;
                cutOff = false;
                missed.set(true); // whatever was told before
                var _ = inbox.offer(new Message(me, 0, "", ""));
            }
        });
        fresh.addListener(new RedisConnectionStateAdapter() {
            @Override
            public void onRedisDisconnected(io.lettuce.core.RedisChannelHandler<?, ?> handler) {
                connected = false;
                cutOff = !others.isEmpty();
            }
        });
        fresh.sync().subscribe(CHANNEL);
        connection = fresh;
    }

    private void take(String text) {
        Message message = Json.read(text, Message.class);
        if (!message.from.equals(me) && !inbox.offer(message)) {
            missed.set(true);
        }
    }

    private void read() {
        try {
            while (!closed) {
                Message message = inbox.take();
                if (missed.getAndSet(false)) {
                    resyncs.forEach(Peers::again);
                }
                if (!message.from.equals(me)) {
                    hear(message);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hear(Message message) {
        if (message.kind.equals(BYE)) {
            others.remove(message.from);
            return;
        }
        Peer before = others.put(message.from, new Peer(message.number, System.nanoTime()));
        if (before == null) {
            LOG.log(Level.INFO, "another server is there peer={0}", message.from);
            send(HELLO, ""); // so that it knows at once
            resyncs.forEach(Peers::again); // it may have told what was not heard
        } else if (message.number > before.number + 1) {
            resyncs.forEach(Peers::again);
        }
        Consumer<String> listener = listeners.get(message.kind);
        if (listener != null) {
            again(() -> listener.accept(message.body));
        }
    }

    private static void again(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "what a peer told could not be taken in cause={0}", e.toString());
        }
    }
}
