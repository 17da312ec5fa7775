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
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The one connection to a Redis target; says at once when it drops. Used by one thread.
final class RedisLink implements AutoCloseable {
    private static final Duration RENEW = Duration.ofSeconds(60);

    private final TargetConfig.Redis target;
    private final RedisClients clients;
    private final Duration timeout;
    private final Wake dropped;
    private volatile @Nullable StatefulRedisConnection<String, String> connection;
    private long openedAt;

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
        StatefulRedisConnection<String, String> fresh = connect();
        connection = fresh;
        openedAt = System.nanoTime();
        return fresh;
    }

    private StatefulRedisConnection<String, String> connect() {
        RedisClient client = clients.client(timeout);
        if (client == null) {
            throw new RedisException("the agent stops");
        }
        StatefulRedisConnection<String, String> fresh = client.connect(uri());
        fresh.setTimeout(timeout);
        fresh.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
                // One that was given up ends without news.
                if (handler.equals(connection)) {
                    dropped.signal();
                }
            }
        });
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
        return run(CommandType.INFO, new StatusOutput<>(StringCodec.UTF8), arguments);
    }

    /// What `SENTINEL` with these words tells: texts, and lists of such.
    List<Object> sentinel(String... words) {
        CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8);
        for (String word : words) {
            arguments.add(word);
        }
        return run(CommandType.SENTINEL, new ArrayOutput<>(StringCodec.UTF8), arguments);
    }

    /// The same where the answer is one line.
    String sentinelLine(String... words) {
        CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8);
        for (String word : words) {
            arguments.add(word);
        }
        return run(CommandType.SENTINEL, new StatusOutput<>(StringCodec.UTF8), arguments);
    }

    private <T> T run(
            CommandType type, CommandOutput<String, String, T> output, CommandArgs<String, String> arguments) {
        AsyncCommand<String, String, T> command = new AsyncCommand<>(new Command<>(type, output, arguments));
        open().dispatch(command);
        return LettuceFutures.awaitOrCancel(command, timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Once a minute, replaces the connection with a fresh one; fails without harm to the old.
    void renew() {
        StatefulRedisConnection<String, String> old = connection;
        if (old == null || !old.isOpen() || System.nanoTime() - openedAt < RENEW.toNanos()) {
            return;
        }
        openedAt = System.nanoTime();
        StatefulRedisConnection<String, String> fresh = connect();
        drop();
        connection = fresh;
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
