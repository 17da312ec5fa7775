package io.dotmac.server.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.model.live.LiveRow;
import io.dotmac.model.notification.MadeHeartbeat;
import io.dotmac.model.notification.MadeReceiver;
import io.dotmac.model.notification.NewHeartbeat;
import io.dotmac.model.notification.NewReceiver;
import io.dotmac.model.notification.Target;
import io.dotmac.server.TestCaller;
import io.dotmac.server.TestClock;
import io.dotmac.server.TestPlatform;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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

    @Test
    void receiverThatIsAwayDoesNotStopTheBeatWhileOthersAreTold() throws IOException {
        TestReceiver outside = new TestReceiver();
        outside.does(exchange -> {
            boolean away = exchange.getRequestURI().getPath().equals("/away");
            TestReceiver.answer(exchange, away ? 503 : 200, "");
        });
        Map<String, String> settings = Map.of(
                "NOTIFICATION__REACH", "all",
                "NOTIFICATION__HEARTBEAT_URL", outside.url("/beat"),
                "NOTIFICATION__HEARTBEAT_EVERY", "1s");
        try (TestPlatform platform = TestPlatform.start(TestPlatform.copy(), settings)) {
            TestTelling telling = new TestTelling(platform);
            UUID away = hook(telling, outside, "away");
            UUID there = hook(telling, outside, "there");
            telling.route(List.of(), List.of(away, there), Optional.empty());
            String lasting = "[{\"labels\":{\"alertname\":\"%s\"},\"endsAt\":\"2199-01-01T00:00:00Z\"}]";
            new TestCaller(platform, TestPlatform.OPERATOR).post("/api/v2/alerts", lasting.formatted("a"));
            await().atMost(SOON).until(() -> seen(outside, "/there") == 1 && seen(outside, "/away") >= 1);

            platform.clock().advance(Duration.ofHours(3));
            new TestCaller(platform, TestPlatform.OPERATOR).post("/api/v2/alerts", lasting.formatted("b"));
            await().atMost(SOON).until(() -> seen(outside, "/there") >= 2);

            long before = beats(outside);
            await().atMost(SOON).until(() -> beats(outside) > before + 2);
        }
        outside.close();
    }

    @Test
    void heartbeatsThatMayHaveComeWhileNoServerWasThereAreWaitedForAnew() throws IOException {
        String database = TestPlatform.copy();
        try (TestPlatform before = TestPlatform.start(database, Map.of())) {
            heartbeat(before);
            await().atMost(SOON)
                    .until(() -> before.value("select count(*) from notification.hearing")
                            .equals("1"));
        }
        TestClock later = new TestClock();
        later.advance(Duration.ofHours(2));
        try (TestPlatform platform = TestPlatform.start(database, Map.of(), List.of(), later)) {
            await().during(Duration.ofSeconds(3))
                    .atMost(SOON)
                    .until(() -> firing(platform).isEmpty());
            assertThat(platform.value("select due_at from notification.heartbeats where due_at > now() + interval '2 h'"
                            + " and due_at < now() + interval '3 h 2 min'"))
                    .isNotEmpty();

            later.advance(Duration.ofMinutes(62));

            await().atMost(SOON).until(() -> firing(platform).equals(List.of("heartbeat-missed")));
        }
    }

    @Test
    void alertOfAHeartbeatThatCameToAServerThatIsGoneEndsAllTheSame() throws IOException {
        String database = TestPlatform.copy();
        try (TestPlatform before = TestPlatform.start(database, Map.of())) {
            heartbeat(before);
            before.clock().advance(Duration.ofHours(2));
            await().atMost(SOON).until(() -> firing(before).equals(List.of("heartbeat-missed")));
        }
        // As a server leaves it that is killed before the alert's end is written.
        TestPlatform.valueIn(
                database,
                "with came as (update notification.heartbeats set missed = false,"
                        + " due_at = now() + interval '1 day' returning 1) select count(*) from came");
        TestClock later = new TestClock();
        later.advance(Duration.ofHours(2));
        try (TestPlatform after = TestPlatform.start(database, Map.of(), List.of(), later)) {
            await().atMost(SOON).until(() -> firing(after).isEmpty());
        }
    }

    private static void heartbeat(TestPlatform platform) throws IOException {
        platform.as(TestPlatform.ROOT)
                .post(
                        "/api/v1/heartbeats" + new TestTelling(platform).acme(),
                        new NewHeartbeat("backup", 3_600, Optional.of(60L), Optional.empty()),
                        MadeHeartbeat.class);
    }

    private static List<String> firing(TestPlatform platform) throws IOException {
        return platform.as(TestPlatform.VIEWER).list("/api/v1/alerts", LiveRow.Alert.class).stream()
                .map(one -> one.alert().rule())
                .toList();
    }

    private static UUID hook(TestTelling telling, TestReceiver outside, String name) throws IOException {
        return telling.receiver(NewReceiver.of(name, new Target.Webhook(outside.url("/" + name))))
                .receiver()
                .id();
    }

    private static long seen(TestReceiver outside, String path) {
        return outside.requests().stream()
                .filter(one -> one.path().equals(path))
                .count();
    }

    private static long beats(TestReceiver outside) {
        return seen(outside, "/beat");
    }
}
