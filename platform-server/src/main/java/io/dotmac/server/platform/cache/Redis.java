package io.dotmac.server.platform.cache;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The connection to Redis; comes back by itself. Safe for use by several threads.
public final class Redis implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private final RedisConfig config;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable ClientResources resources;
    private @Nullable RedisClient client;
    private @Nullable StatefulRedisConnection<String, String> connection;

    /// Connects when first used, not before.
    public Redis(RedisConfig config) {
        this.config = config;
    }

    /// Asks for a sign of life; throws when there is none.
    public void ping() {
        try {
            connection().sync().ping();
        } catch (RedisException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException("redis " + config.address() + " does not answer: " + cause.getMessage(), e);
        }
    }

    /// For messages.
    public String address() {
        return config.address();
    }

    @Override
    public void close() {
        lock.lock();
        try {
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

    private StatefulRedisConnection<String, String> connection() {
        lock.lock();
        try {
            StatefulRedisConnection<String, String> current = connection;
            if (current == null) {
                current = client().connect();
                connection = current;
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    private RedisClient client() {
        RedisClient current = client;
        if (current == null) {
            ClientResources threads = ClientResources.builder()
                    .ioThreadPoolSize(2)
                    .computationThreadPoolSize(2)
                    .build();
            RedisURI.Builder uri = RedisURI.builder()
                    .withHost(config.host())
                    .withPort(config.port())
                    .withDatabase(config.databaseCache())
                    .withTimeout(TIMEOUT);
            if (!config.username().isEmpty()) {
                uri.withAuthentication(config.username(), config.password().value());
            } else if (!config.password().isEmpty()) {
                uri.withPassword(config.password().value().toCharArray());
            }
            current = RedisClient.create(threads, uri.build());
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
}
