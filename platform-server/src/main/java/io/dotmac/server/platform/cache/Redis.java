package io.dotmac.server.platform.cache;

import io.dotmac.server.platform.telemetry.Telemetry;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Redis: one connection for each purpose, made when first used, back by itself after a loss. Safe for use by several
/// threads; a command that cannot be sent at once fails at once.
public final class Redis implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private final RedisConfig config;
    private final Histogram seconds;
    private final Counter failures;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable ClientResources resources;
    private @Nullable RedisClient client;
    private @Nullable RedisClient waitingClient;
    private final Map<Area, StatefulRedisConnection<String, String>> connections = new ConcurrentHashMap<>();

    /// What a logical database is for.
    public enum Area {
        /// Cached answers, rate limits.
        CACHE,
        /// Sessions of people.
        SESSION,
        /// Streams and messages between servers.
        PUBSUB
    }

    /// Connects when first used, not before.
    public Redis(RedisConfig config) {
        this(config, new Telemetry());
    }

    /// Connects when first used, not before.
    ///
    /// @param telemetry where commands are timed
    public Redis(RedisConfig config, Telemetry telemetry) {
        this.config = config;
        this.seconds = telemetry.histogram("dotmac_redis_call_seconds", "Time of a call to Redis.", "area");
        this.failures = telemetry.counter("dotmac_redis_failures", "Calls that Redis did not answer.", "area");
    }

    /// Works on one database. Throws [RedisUnavailable] when Redis cannot be reached or does not answer in time.
    public <T extends @Nullable Object> T call(Area area, Function<RedisCommands<String, String>, T> work) {
        long start = System.nanoTime();
        try {
            T result = work.apply(connection(area).sync());
            seconds.labels(area.name().toLowerCase(Locale.ROOT)).observe((System.nanoTime() - start) / 1e9);
            return result;
        } catch (RedisException e) {
            failures.labels(area.name().toLowerCase(Locale.ROOT)).inc();
            throw new RedisUnavailable(config.address(), e);
        }
    }

    /// Sends a command on one database and waits for no answer; a failure is counted and nothing else. Throws
    /// [RedisUnavailable] when it cannot be sent.
    public void tell(Area area, Function<RedisAsyncCommands<String, String>, RedisFuture<?>> work) {
        Counter.Child failed = failures.labels(area.name().toLowerCase(Locale.ROOT));
        try {
            work.apply(connection(area).async()).exceptionally(cause -> {
                failed.inc();
                return null;
            });
        } catch (RedisException e) {
            failed.inc();
            throw new RedisUnavailable(config.address(), e);
        }
    }

    /// A connection of its own for subscriptions, for the caller to close.
    public StatefulRedisPubSubConnection<String, String> subscription() {
        lock.lock();
        try {
            return client().connectPubSub(uri(Area.PUBSUB));
        } catch (RedisException e) {
            throw new RedisUnavailable(config.address(), e);
        } finally {
            lock.unlock();
        }
    }

    /// A connection of its own for commands that wait up to `longest` for something to come, for the caller to close.
    public StatefulRedisConnection<String, String> blocking(Area area, Duration longest) {
        lock.lock();
        try {
            RedisURI uri = uri(area);
            uri.setTimeout(longest.plus(TIMEOUT));
            return waitingClient().connect(uri);
        } catch (RedisException e) {
            throw new RedisUnavailable(config.address(), e);
        } finally {
            lock.unlock();
        }
    }

    /// Asks for a sign of life; throws [RedisUnavailable] when there is none.
    public void ping() {
        call(Area.CACHE, RedisCommands::ping);
    }

    /// For messages.
    public String address() {
        return config.address();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (waitingClient != null) {
                waitingClient.shutdown(Duration.ZERO, Duration.ofSeconds(1));
            }
            if (client != null) {
                client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
            }
            if (resources != null) {
                resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    private StatefulRedisConnection<String, String> connection(Area area) {
        StatefulRedisConnection<String, String> open = connections.get(area);
        if (open != null) {
            return open;
        }
        lock.lock();
        try {
            StatefulRedisConnection<String, String> current = connections.get(area);
            if (current == null) {
                current = client().connect(uri(area));
                connections.put(area, current);
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    private RedisURI uri(Area area) {
        int database = switch (area) {
            case CACHE -> config.databaseCache();
            case SESSION -> config.databaseSession();
            case PUBSUB -> config.databasePubsub();
        };
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(config.host())
                .withPort(config.port())
                .withDatabase(database)
                .withTimeout(TIMEOUT);
        if (!config.username().isEmpty()) {
            uri.withAuthentication(config.username(), config.password().value());
        } else if (!config.password().isEmpty()) {
            uri.withPassword(config.password().value().toCharArray());
        }
        return uri.build();
    }

    private RedisClient client() {
        RedisClient current = client;
        if (current == null) {
            ClientResources threads = ClientResources.builder()
                    .ioThreadPoolSize(2)
                    .computationThreadPoolSize(2)
                    .build();
            current = RedisClient.create(threads);
            current.setOptions(ClientOptions.builder()
                    .autoReconnect(true)
                    .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                    .socketOptions(SocketOptions.builder()
                            .connectTimeout(Duration.ofSeconds(2))
                            .build())
                    .timeoutOptions(TimeoutOptions.enabled(TIMEOUT))
                    .build());
            client = current;
            resources = threads;
        }
        return current;
    }

    /// Shares the other's threads, but lets a command take as long as its connection says.
    private RedisClient waitingClient() {
        RedisClient current = waitingClient;
        if (current == null) {
            client();
            if (resources == null) {
                throw new IllegalStateException("a client without its threads");
            }
            current = RedisClient.create(resources);
            current.setOptions(ClientOptions.builder()
                    .autoReconnect(false)
                    .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                    .socketOptions(SocketOptions.builder()
                            .connectTimeout(Duration.ofSeconds(2))
                            .build())
                    .build());
            waitingClient = current;
        }
        return current;
    }
}
