package io.dotmac.agent.probe.redis;

import io.lettuce.core.RedisClient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The client that all Redis targets of an agent share: one thread for all connections, made at the first of them.
///
/// Names the library's types in signatures alone, so that an agent without Redis targets loads none of them. Safe for
/// use by several threads.
public final class RedisClients implements AutoCloseable {
    private @Nullable RedisClient client;
    private boolean closed;

    /// The client; `null` once closed.
    synchronized @Nullable RedisClient client(Duration connectTimeout) {
        if (client != null || closed) {
            return client;
        }
        client = LeanRedis.open(connectTimeout);
        return client;
    }

    @Override
    public synchronized void close() {
        closed = true;
        RedisClient known = client;
        client = null;
        if (known != null) {
            LeanRedis.shut(known);
        }
    }
}
