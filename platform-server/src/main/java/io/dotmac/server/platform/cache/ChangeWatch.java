package io.dotmac.server.platform.cache;

import io.dotmac.server.platform.cache.Redis.Area;
import io.lettuce.core.RedisException;
import io.lettuce.core.SetArgs;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushMessage;
import io.lettuce.core.codec.StringCodec;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Is told by Redis which keys change, so that what was read of them need not be read again (`CLIENT TRACKING` in
/// broadcasting mode, Redis 6 and later).
///
/// Redis tells of changes and answers a ping on one connection, in order: whatever changed before a ping that was
/// answered has been told. Pings are sent only while somebody asks. Where Redis does not tell, because it is old, does
/// not allow it or stands behind a proxy, nothing is ever covered. Safe for use by several threads.
public final class ChangeWatch {
    private static final Logger LOG = System.getLogger(ChangeWatch.class.getName());
    private static final String TRIAL = "watch:trial:";
    private static final Duration ANSWER = Duration.ofMillis(500);
    private static final int MOST_UNANSWERED = 10;
    private static final long BEAT_NANOS = 200_000_000;
    private static final long HEARD_NANOS = 700_000_000;
    private static final long RETRY_NANOS = 1_000_000_000;
    private static final long REFUSED_NANOS = 60_000_000_000L;

    private final Redis redis;
    private final Area area;
    private final List<String> prefixes;
    private final Consumer<String> changed;
    private final AtomicBoolean connecting = new AtomicBoolean();
    private volatile long retryAt = System.nanoTime();
    private volatile @Nullable Link link;

    /// One connection that is told.
    private static final class Link {
        private final StatefulRedisConnection<String, String> connection;
        private final AtomicLong askedAt = new AtomicLong(System.nanoTime());
        private final AtomicInteger unanswered = new AtomicInteger();
        private volatile long since = System.nanoTime();
        private volatile long heardAt = System.nanoTime();

        Link(StatefulRedisConnection<String, String> connection) {
            this.connection = connection;
        }

        void beat() {
            long now = System.nanoTime();
            long before = askedAt.get();
            if (now - before > BEAT_NANOS && askedAt.compareAndSet(before, now)) {
                unanswered.incrementAndGet();
                var _ = connection.async().ping().thenRun(() -> answered(now));
            }
        }

        private void answered(long asked) {
            unanswered.set(0);
            heardAt = asked;
        }

        boolean isLost() {
            return !connection.isOpen() || unanswered.get() > MOST_UNANSWERED;
        }
    }

    /// Connects when first asked, not before.
    ///
    /// @param prefixes of the keys to be told of
    /// @param changed is given the key that was changed, made, removed or run out; must not block
    public ChangeWatch(Redis redis, Area area, List<String> prefixes, Consumer<String> changed) {
        this.redis = redis;
        this.area = area;
        this.prefixes = List.copyOf(prefixes);
        this.changed = changed;
    }

    /// Whether all changes that came after `nanos`, by [System#nanoTime()], have been told, but for those of the last
    /// 0.7 s. Never blocks.
    public boolean covers(long nanos) {
        Link now = link;
        if (now == null || now.isLost()) {
            connectSoon();
            return false;
        }
        now.beat();
        return nanos - now.since > 0 && System.nanoTime() - now.heardAt < HEARD_NANOS;
    }

    private void connectSoon() {
        if (System.nanoTime() - retryAt > 0 && connecting.compareAndSet(false, true)) {
            Thread.ofVirtual().name("redis-watch").start(this::connect);
        }
    }

    private void connect() {
        drop();
        retryAt = System.nanoTime() + RETRY_NANOS;
        try {
            StatefulRedisConnection<String, String> connection = redis.blocking(area, Duration.ZERO);
            if (isTold(connection)) {
                link = new Link(connection);
            } else {
                connection.close();
                refused("it told nothing of a trial");
            }
        } catch (RedisUnavailable e) {
            LOG.log(Level.DEBUG, "changes are not told of cause={0}", e.getMessage());
        } finally {
            connecting.set(false);
        }
    }

    /// Asks to be told, and makes a key to see that it works.
    private boolean isTold(StatefulRedisConnection<String, String> connection) {
        String trial = TRIAL + UUID.randomUUID();
        CountDownLatch seen = new CountDownLatch(1);
        connection.addListener(message -> told(message, trial, seen));
        try {
            String[] wanted = Stream.concat(Stream.of(TRIAL), prefixes.stream()).toArray(String[]::new);
            connection
                    .sync()
                    .clientTracking(TrackingArgs.Builder.enabled().bcast().prefixes(wanted));
            connection.sync().set(trial, "", SetArgs.Builder.ex(1));
            return seen.await(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RedisException e) {
            LOG.log(Level.DEBUG, "changes are not told of", e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void refused(String why) {
        retryAt = System.nanoTime() + REFUSED_NANOS;
        LOG.log(Level.INFO, "redis {0} does not tell of changes, it is asked instead: {1}", redis.address(), why);
    }

    private void told(PushMessage message, String trial, CountDownLatch seen) {
        if (!message.getType().equals("invalidate")) {
            return;
        }
        List<Object> content = message.getContent(StringCodec.UTF8::decodeKey);
        if (!(content.getLast() instanceof List<?> keys)) { // All keys went away.
            Link now = link;
            if (now != null) {
                now.since = System.nanoTime();
            }
            return;
        }
        for (Object key : keys) {
            String name = String.valueOf(key);
            if (name.equals(trial)) {
                seen.countDown();
            } else {
                changed.accept(name);
            }
        }
    }

    private void drop() {
        Link old = link;
        link = null;
        if (old != null) {
            var _ = old.connection.closeAsync();
        }
    }
}
