package io.dotmac.server.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.model.notification.MadeReceiver;
import io.dotmac.model.notification.NewReceiver;
import io.dotmac.model.notification.Target;
import io.dotmac.server.TestCaller;
import io.dotmac.server.TestPlatform;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Somebody outside hears from the platform while it can tell people what is wrong, and is to worry when he does not.
class HeartbeatTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void platformBeatsUntilItsMessagesAreStuck() throws IOException {
        TestReceiver outside = new TestReceiver();
        outside.does(exchange -> {
            boolean beat = exchange.getRequestURI().getPath().equals("/beat");
            TestReceiver.answer(exchange, beat ? 200 : 503, "");
        });
        Map<String, String> settings = Map.of(
                "NOTIFICATION__REACH", "all",
                "NOTIFICATION__HEARTBEAT_URL", outside.url("/beat"),
                "NOTIFICATION__HEARTBEAT_EVERY", "1s");
        try (TestPlatform platform = TestPlatform.start(TestPlatform.copy(), settings)) {
            await().atMost(SOON).until(() -> beats(outside) >= 2);

            TestTelling telling = new TestTelling(platform);
            MadeReceiver made = telling.receiver(NewReceiver.of("hook", new Target.Webhook(outside.url("/hook"))));
            telling.route(List.of(), List.of(made.receiver().id()), Optional.empty());
            new TestCaller(platform, TestPlatform.OPERATOR)
                    .post("/api/v2/alerts", "[{\"labels\":{\"alertname\":\"a\"}}]");
            await().atMost(SOON)
                    .until(() -> platform.value("select count(*) from notification.deliveries")
                            .equals("1"));

            platform.clock().advance(Duration.ofHours(3));

            long before = beats(outside);
            await().during(Duration.ofSeconds(4)).atMost(SOON).until(() -> beats(outside) <= before + 1);
            platform.value("delete from notification.deliveries returning 1");
            await().atMost(SOON).until(() -> beats(outside) > before + 1);
        }
        assertThat(beats(outside)).isPositive();
        outside.close();
    }

    private static long beats(TestReceiver outside) {
        return outside.requests().stream()
                .filter(one -> one.path().equals("/beat"))
                .count();
    }
}
