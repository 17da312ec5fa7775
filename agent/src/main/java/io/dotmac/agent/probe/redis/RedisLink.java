package io.dotmac.agent.probe.redis;

import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.pace.Wake;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StaticCredentialsProvider;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The one connection to a Redis target; says at once when it drops. Used by one thread.
final class RedisLink implements AutoCloseable {
    private final TargetConfig.Redis target;
    private final RedisClients clients;
    private final Duration timeout;
    private final Wake dropped;
    private @Nullable StatefulRedisConnection<String, String> connection;

    /// @param dropped is signalled when the connection ends
    RedisLink(TargetConfig.Redis target, RedisClients clients, Duration timeout, Wake dropped) {
        this.target = target;
        this.clients = clients;
        this.timeout = timeout;
        this.dropped = dropped;
    }

    private StatefulRedisConnection<String, String> open() {
        StatefulRedisConnection<String, String> open = connection;
        if (open != null && open.isOpen()) {
            return open;
        }
        drop();
        RedisClient client = clients.client(timeout);
        if (client == null) {
            throw new RedisException("the agent stops");
        }
        StatefulRedisConnection<String, String> fresh = client.connect(uri());
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

    /// What `INFO` tells.
    ///
    /// @param section of it, all when empty
    String info(String section) {
        CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8);
        if (!section.isEmpty()) {
            arguments.add(section);
        }
        AsyncCommand<String, String, String> command =
                new AsyncCommand<>(new Command<>(CommandType.INFO, new StatusOutput<>(StringCodec.UTF8), arguments));
        open().dispatch(command);
        return LettuceFutures.awaitOrCancel(command, timeout.toNanos(), TimeUnit.NANOSECONDS);
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
    }
}
