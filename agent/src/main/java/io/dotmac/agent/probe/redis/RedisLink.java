package io.dotmac.agent.probe.redis;

import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.pace.Wake;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.StaticCredentialsProvider;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The one connection to a Redis target; says at once when it drops. Used by one thread.
final class RedisLink implements AutoCloseable {
    private final TargetConfig.Redis target;
    private final Duration timeout;
    private final Wake dropped;
    private @Nullable ClientResources resources;
    private @Nullable RedisClient client;
    private @Nullable StatefulRedisConnection<String, String> connection;

    /// @param dropped is signalled when the connection ends
    RedisLink(TargetConfig.Redis target, Duration timeout, Wake dropped) {
        this.target = target;
        this.timeout = timeout;
        this.dropped = dropped;
    }

    StatefulRedisConnection<String, String> open() {
        StatefulRedisConnection<String, String> open = connection;
        if (open != null && open.isOpen()) {
            return open;
        }
        drop();
        StatefulRedisConnection<String, String> fresh = client().connect(uri());
        fresh.setTimeout(timeout);
        fresh.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
                dropped.signal();
            }
        });
        connection = fresh;
        return fresh;
    }

    private RedisClient client() {
        RedisClient known = client;
        if (known != null) {
            return known;
        }
        ClientResources shared = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .build();
        RedisClient made = RedisClient.create(shared);
        made.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .protocolVersion(ProtocolVersion.RESP2)
                .socketOptions(SocketOptions.builder().connectTimeout(timeout).build())
                .timeoutOptions(TimeoutOptions.enabled(timeout))
                .requestQueueSize(16)
                .build());
        resources = shared;
        client = made;
        return made;
    }

    private RedisURI uri() {
        RedisURI uri = RedisURI.builder()
                .withHost(target.host())
                .withPort(target.port())
                .withSsl(target.tls())
                .withTimeout(timeout)
                .withClientName("dotmac-agent")
                .build();
        if (target.password() != null) {
            String password = target.password().reveal();
            uri.setCredentialsProvider(
                    target.username() == null
                            ? new StaticCredentialsProvider(null, password.toCharArray())
                            : new StaticCredentialsProvider(target.username(), password.toCharArray()));
        }
        return uri;
    }

    void drop() {
        StatefulRedisConnection<String, String> open = connection;
        connection = null;
        if (open != null) {
            // Whether it closes well is of no interest: it is given up.
            var _ = open.closeAsync();
        }
    }

    @Override
    public void close() {
        drop();
        RedisClient known = client;
        ClientResources shared = resources;
        client = null;
        resources = null;
        if (known != null) {
            var _ = known.shutdownAsync(0, 1, TimeUnit.SECONDS);
        }
        if (shared != null) {
            var _ = shared.shutdown(0, 1, TimeUnit.SECONDS);
        }
    }
}
