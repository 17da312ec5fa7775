package io.dotmac.server.platform.event;

import io.dotmac.server.platform.cache.Redis;
import io.dotmac.server.platform.cache.Redis.Area;
import io.dotmac.server.platform.cache.RedisScript;
import io.dotmac.server.platform.cache.RedisUnavailable;
import io.lettuce.core.Consumer;
import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Reads the stream for one consumer. Of all processes only the one that holds the consumer's lease reads, so that
/// events are dealt with in order; when it goes, the next one goes on where it stopped.
final class StreamReader implements AutoCloseable {
    private static final Logger LOG = System.getLogger(StreamReader.class.getName());
    private static final int BATCH = 64;
    private static final RedisScript<Long> RENEW = new RedisScript<>("""
            if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end
            return 0
            """, ScriptOutputType.INTEGER);
    private static final RedisScript<Long> RELEASE = new RedisScript<>("""
            if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end
            return 0
            """, ScriptOutputType.INTEGER);

    private final Redis redis;
    private final Duration lease;
    private final Delivery delivery;
    private final EventHandler handler;
    private final Runnable lost;
    private final String me = UUID.randomUUID().toString();
    private final CountDownLatch closing = new CountDownLatch(1);
    private @Nullable Thread thread;
    private volatile @Nullable StatefulRedisConnection<String, String> open;

    StreamReader(Redis redis, EventConfig config, Delivery delivery, EventHandler handler, Runnable lost) {
        this.redis = redis;
        this.lease = config.lease();
        this.delivery = delivery;
        this.handler = handler;
        this.lost = lost;
    }

    void start() {
        thread = Thread.ofVirtual().name("events-" + handler.name()).start(this::run);
    }

    @Override
    public void close() {
        closing.countDown();
        closeConnection();
        Thread running = thread;
        try {
            if (running != null && !running.join(Duration.ofSeconds(10))) {
                running.interrupt();
            }
            redis.call(Area.PUBSUB, commands -> release(commands));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RedisUnavailable e) {
            LOG.log(Level.DEBUG, "lease not given back, it runs out by itself consumer={0}", handler.name());
        }
    }

    private void run() {
        Level level = Level.WARNING; // once for each time that Redis is away
        while (!isClosing()) {
            try {
                StatefulRedisConnection<String, String> connection = redis.blocking(Area.PUBSUB, lease);
                open = connection;
                level = Level.WARNING;
                read(connection.sync());
            } catch (RedisException | RedisUnavailable e) {
                if (!isClosing()) {
                    LOG.log(level, "stream cannot be read consumer={0} cause={1}", handler.name(), e.getMessage());
                    level = Level.DEBUG;
                    pause(Duration.ofSeconds(1));
                }
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "consumer failed, tried again consumer=" + handler.name(), e);
                pause(Duration.ofSeconds(1));
            } finally {
                closeConnection();
            }
        }
    }

    private void closeConnection() {
        StatefulRedisConnection<String, String> connection = open;
        if (connection != null && connection.isOpen()) {
            var _ = connection.closeAsync(); // Ends a wait for new events, too.
        }
    }

    private void read(RedisCommands<String, String> commands) {
        while (!isClosing()) {
            if (!isLeased(commands)) {
                pause(lease.dividedBy(3));
                continue;
            }
            ensureGroup(commands);
            if (deal(commands, "0-0")) { // what somebody before read and did not finish
                readNew(commands);
            }
        }
    }

    private void readNew(RedisCommands<String, String> commands) {
        while (!isClosing() && isLeased(commands)) {
            try {
                if (!deal(commands, ">")) {
                    return;
                }
            } catch (RedisCommandExecutionException e) {
                if (String.valueOf(e.getMessage()).startsWith("NOGROUP")) {
                    return; // The stream is gone: made anew, and what was told is told again.
                }
                throw e;
            }
        }
    }

    /// Deals with what comes after `offset`; `false` when it had to stop in between.
    @SuppressWarnings("unchecked") // an array of one offset, made by the call itself
    private boolean deal(RedisCommands<String, String> commands, String offset) {
        boolean pending = !offset.equals(">");
        while (true) {
            XReadArgs args = XReadArgs.Builder.count(BATCH);
            if (!pending) {
                args.block(lease.dividedBy(3));
            }
            List<StreamMessage<String, String>> messages = commands.xreadgroup(
                    Consumer.from(handler.name(), "reader"), args, StreamOffset.from(RedisBus.STREAM, offset));
            for (StreamMessage<String, String> message : messages) {
                if (isClosing() || !isLeased(commands) || !isDealtWith(message)) {
                    return false;
                }
                commands.xack(RedisBus.STREAM, handler.name(), message.getId());
            }
            if (!pending || messages.isEmpty()) {
                return true;
            }
        }
    }

    private boolean isDealtWith(StreamMessage<String, String> message) {
        // An entry that was trimmed while it waited has no body.
        return message.getBody() == null
                || message.getBody().isEmpty()
                || delivery.deliver(handler, RedisBus.told(message.getBody()));
    }

    private void ensureGroup(RedisCommands<String, String> commands) {
        try {
            commands.xgroupCreate(
                    StreamOffset.from(RedisBus.STREAM, "0-0"), handler.name(), XGroupCreateArgs.Builder.mkstream());
            lost.run();
        } catch (RedisBusyException e) {
            LOG.log(Level.TRACE, "group is there consumer={0}", handler.name());
        }
    }

    private boolean isLeased(RedisCommands<String, String> commands) {
        String key = leaseKey();
        String millis = Long.toString(lease.toMillis());
        Long renewed = RENEW.run(commands, new String[] {key}, me, millis);
        return (renewed != null && renewed == 1)
                || commands.set(key, me, SetArgs.Builder.nx().px(lease)) != null;
    }

    private Long release(RedisCommands<String, String> commands) {
        Long released = RELEASE.run(commands, new String[] {leaseKey()}, me);
        return released == null ? 0 : released;
    }

    private String leaseKey() {
        return "dotmac:events:lease:" + handler.name();
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void pause(Duration span) {
        try {
            var _ = closing.await(span.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
