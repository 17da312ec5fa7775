package io.dotmac.server.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.model.fleet.Health;
import io.dotmac.model.notification.MadeReceiver;
import io.dotmac.model.notification.NewReceiver;
import io.dotmac.model.notification.Target;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.TestReports;
import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The platform's own Redis is gone, which is just when people must be told of what happens.
class RedisGoneTest {
    private static final Duration SOON = Duration.ofSeconds(40);

    @Test
    void alertIsToldWhileThePlatformsOwnRedisIsGoneAndOnceInAll() throws IOException {
        LocalRedis first = LocalRedis.start(0);
        int port = first.port();
        try (TestReceiver hook = new TestReceiver();
                TestPlatform platform = TestPlatform.start(
                        TestPlatform.copy(),
                        Map.of("NOTIFICATION__REACH", "all", "REDIS__PORT", Integer.toString(port)))) {
            TestAgent agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, "edge-1");
            String acme = platform.value("select id from tenants where slug = 'acme'");
            platform.as(TestPlatform.ROOT)
                    .post(
                            "/api/v1/notification-receivers?tenant=" + acme,
                            NewReceiver.of("hook", new Target.Webhook(hook.url("/in"))),
                            MadeReceiver.class);
            first.close();

            agent.send(TestReports.of("b1", 1, Instant.now())
                    .with("redis", Health.DOWN)
                    .report());

            await().atMost(SOON).until(() -> told(hook) == 1);
            assertThat(platform.value("select count(*) from outbox where published_at is null"))
                    .isNotEqualTo("0");
            try (LocalRedis second = LocalRedis.start(port)) {
                assertThat(second.port()).isEqualTo(port);
                await().atMost(SOON)
                        .until(() -> platform.value("select count(*) from outbox where published_at is null")
                                .equals("0"));
                assertThat(told(hook)).isEqualTo(1);
            }
        }
    }

    private static long told(TestReceiver hook) {
        return hook.requests().stream()
                .filter(one -> one.body().contains("redis is down, seen from edge-1"))
                .count();
    }
}
