package io.dotmac.agent.probe.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisAsyncCommandsImpl;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisReactiveCommandsImpl;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.protocol.PushHandler;
import io.lettuce.core.resource.ClientResources;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Makes the library's client small, and ends it.
final class LeanRedis {
    private static final long TICK_MILLIS = 1_000;
    private static final int TICKS = 16;

    private LeanRedis() {}

    static RedisClient open(Duration connectTimeout) {
        ClientResources resources = ClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .timer(new HashedWheelTimer(
                        new DefaultThreadFactory("redis-timer", true), TICK_MILLIS, TimeUnit.MILLISECONDS, TICKS))
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .build();
        RedisClient made = new Lean(resources);
        made.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .protocolVersion(ProtocolVersion.RESP2)
                .socketOptions(
                        SocketOptions.builder().connectTimeout(connectTimeout).build())
                .requestQueueSize(16)
                .build());
        return made;
    }

    static void shut(RedisClient client) {
        ClientResources resources = client.getResources();
        var _ = client.shutdownAsync(0, 1, TimeUnit.SECONDS).whenComplete((_, _) -> {
            resources.timer().stop();
            var _ = resources.shutdown(0, 1, TimeUnit.SECONDS);
        });
    }

    /// Makes connections that only dispatch: the three faces with every command there is take several megabytes.
    private static final class Lean extends RedisClient {
        Lean(ClientResources resources) {
            super(resources, new RedisURI());
        }

        @Override
        protected <K, V> StatefulRedisConnectionImpl<K, V> newStatefulRedisConnection(
                RedisChannelWriter writer, PushHandler push, RedisCodec<K, V> codec, Duration timeout) {
            return new Bare<>(writer, push, codec, timeout);
        }
    }

    private static final class Bare<K, V> extends StatefulRedisConnectionImpl<K, V> {
        Bare(RedisChannelWriter writer, PushHandler push, RedisCodec<K, V> codec, Duration timeout) {
            super(writer, push, codec, timeout);
        }

        @Override
        protected @Nullable RedisAsyncCommandsImpl<K, V> newRedisAsyncCommandsImpl() {
            return null;
        }

        @Override
        protected @Nullable RedisCommands<K, V> newRedisSyncCommandsImpl() {
            return null;
        }

        @Override
        protected @Nullable RedisReactiveCommandsImpl<K, V> newRedisReactiveCommandsImpl() {
            return null;
        }
    }
}
