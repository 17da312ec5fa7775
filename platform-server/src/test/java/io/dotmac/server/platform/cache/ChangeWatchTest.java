package io.dotmac.server.platform.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.server.platform.cache.Redis.Area;
import io.dotmac.server.platform.config.Secret;
import io.dotmac.testing.LocalRedis;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.KillArgs;
import io.lettuce.core.SetArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChangeWatchTest {
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private static LocalRedis server;
    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private Redis redis;
    private ChangeWatch watch;

    @BeforeAll
    static void startRedis() throws IOException {
        server = LocalRedis.start(0);
    }

    @AfterAll
    static void stopRedis() {
        server.close();
    }

    @BeforeEach
    void make() {
        redis = new Redis(config("", ""));
        watch = new ChangeWatch(redis, Area.SESSION, List.of("one:", "two:"), told::add);
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void isToldOfEveryChangeOfItsKeysAndOfNoOther() {
        awaitCover();

        redis.call(Area.SESSION, commands -> commands.set("one:made", "1"));
        redis.call(Area.SESSION, commands -> commands.set("three:made", "1"));
        redis.call(Area.SESSION, commands -> commands.set("two:brief", "1", SetArgs.Builder.px(1)));
        redis.call(Area.SESSION, commands -> commands.del("one:made"));

        await().atMost(LONGEST).until(() -> told.size() == 4);
        assertThat(told).containsExactlyInAnyOrder("one:made", "one:made", "two:brief", "two:brief");
    }

    @Test
    void coversNothingThatWasReadBeforeItWasTold() {
        long before = System.nanoTime();

        awaitCover();

        assertThat(watch.covers(before)).isFalse();
    }

    @Test
    void coversNothingThatWasReadBeforeItsConnectionWasLost() {
        awaitCover();
        long before = System.nanoTime();

        redis.call(Area.SESSION, commands -> commands.clientKill(KillArgs.Builder.skipme()));
        await().atMost(LONGEST).until(() -> !watch.covers(before));

        awaitCover();
        assertThat(watch.covers(before)).isFalse();
    }

    @Test
    void coversNothingThatWasReadBeforeAllWasFlushed() {
        awaitCover();
        long before = System.nanoTime();

        redis.call(Area.SESSION, commands -> commands.flushall());

        await().atMost(LONGEST).until(() -> !watch.covers(before));
        awaitCover();
        assertThat(watch.covers(before)).isFalse();
    }

    @Test
    void coversNothingWhereRedisDoesNotLetItBeTold() {
        redis.call(
                Area.SESSION,
                commands -> commands.aclSetuser(
                        "plain",
                        AclSetuserArgs.Builder.on()
                                .addPassword("secret")
                                .allKeys()
                                .allCommands()
                                .removeCommand(CommandType.CLIENT)));
        Redis plain = new Redis(config("plain", "secret"));
        ChangeWatch refused = new ChangeWatch(plain, Area.SESSION, List.of("one:"), told::add);

        await().during(Duration.ofSeconds(2)).atMost(LONGEST).until(() -> !refused.covers(System.nanoTime()));

        String answer = plain.call(Area.SESSION, commands -> commands.ping());
        plain.close();
        assertThat(answer).isEqualTo("PONG");
    }

    /// Until something read now is covered.
    private void awaitCover() {
        await().atMost(LONGEST).until(() -> watch.covers(System.nanoTime()));
    }

    private static RedisConfig config(String username, String password) {
        return new RedisConfig("127.0.0.1", server.port(), username, new Secret(password), 0, 1, 2);
    }
}
