package io.dotmac.server.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.model.alert.Matcher;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.live.ClientFrame;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.ServerFrame;
import io.dotmac.model.live.Topic;
import io.dotmac.model.notification.NewReceiver;
import io.dotmac.model.notification.Target;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestCaller;
import io.dotmac.server.TestConsole;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.TestReports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// An uplink falls, and with it everything behind: 5,000 alerts at once.
class StormTest {
    private static final int NODES = 50;
    private static final int TARGETS = 100;
    private static final int ALERTS = NODES * TARGETS + 1;
    private static final Duration STORM = Duration.ofSeconds(60);

    private final TestReceiver hook;

    StormTest() throws IOException {
        hook = new TestReceiver();
    }

    @Test
    void oneIsToldOnceAndConsolesSeeAllAndStayLive() throws IOException {
        Map<String, String> settings = Map.of("NOTIFICATION__REACH", "all");
        try (hook;
                TestPlatform platform = TestPlatform.start(TestPlatform.copy(), settings);
                TestConsole console = TestConsole.open(platform, TestPlatform.VIEWER)) {
            tell(platform);
            TestAgent core = TestAgent.enrol(platform, TestPlatform.OPERATOR, "core");
            List<TestAgent> edges = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                edges.add(TestAgent.enrol(platform, TestPlatform.OPERATOR, "edge-" + i));
            }
            topology(platform);
            console.send(new ClientFrame.Subscribe(Set.of(Topic.ALERTS)));
            console.next(ServerFrame.Snapshot.class);

            core.send(report(platform, 1).with("uplink", Health.DOWN).report());
            all(platform, edges, 1, Health.DOWN);

            await().atMost(STORM).until(() -> firing(platform) == ALERTS);
            assertThat(seen(console)).hasSize(ALERTS);
            console.send(new ClientFrame.Ping(7));
            assertThat(console.next(ServerFrame.Pong.class).id()).isEqualTo(7);
            platform.clock().advance(Duration.ofSeconds(15));
            await().atMost(STORM).until(() -> !hook.requests().isEmpty() && due(platform) == 0);
            assertThat(hook.requests())
                    .singleElement()
                    .satisfies(one ->
                            assertThat(one.json().path("subject").asText()).contains("uplink is down, seen from core"));
            assertThat(platform.value(
                            "select count(*) from alert.transitions where kind = 'fired' and rule = 'dependency-down'"))
                    .isEqualTo(Integer.toString(ALERTS));

            core.send(report(platform, 2).with("uplink", Health.DOWN).report());
            all(platform, edges, 2, Health.UP);
            await().atMost(STORM).until(() -> firing(platform) == 1);
            core.send(report(platform, 3).with("uplink", Health.UP).report());
            platform.clock().advance(Duration.ofSeconds(15));

            await().atMost(STORM).until(() -> firing(platform) == 0 && due(platform) == 0);
            await().atMost(STORM).until(() -> hook.requests().size() == 2);
            assertThat(hook.requests())
                    .extracting(one -> one.json().path("kind").asText())
                    .containsExactly("firing", "resolved");
            await().atMost(STORM)
                    .until(() -> platform.value(
                                    "select count(*) from notification.watched where alert->>'rule' = 'dependency-down'")
                            .equals("0"));
            assertThat(platform.value("select count(*) from notification.deliveries"))
                    .as(platform.value("select string_agg(state || ' ' || subject, '; ' order by seq)"
                            + " from notification.deliveries"))
                    .isEqualTo("2");
        }
    }

    private void tell(TestPlatform platform) throws IOException {
        TestTelling telling = new TestTelling(platform);
        UUID receiver = telling.receiver(NewReceiver.of("hook", new Target.Webhook(hook.url("/hook"))))
                .receiver()
                .id();
        telling.route(
                List.of(Matcher.equal("alertname", "dependency-down")),
                List.of(receiver),
                Optional.empty(),
                Optional.of(List.of("node")),
                10);
    }

    private static void topology(TestPlatform platform) {
        String uplinks = IntStream.range(0, NODES)
                .mapToObj(i -> "{\"node\": \"edge-%d\", \"through\": \"core/uplink\"}".formatted(i))
                .collect(Collectors.joining(", "));
        assertThat(new TestCaller(platform, TestPlatform.OPERATOR)
                        .call("PUT", "/api/v1/topology", "{\"uplinks\": [" + uplinks + "]}", Map.of())
                        .status())
                .isEqualTo(200);
    }

    private static void all(TestPlatform platform, List<TestAgent> edges, long seq, Health health) {
        try (ExecutorService senders = Executors.newFixedThreadPool(8)) {
            edges.forEach(edge -> senders.execute(() -> {
                TestReports report = report(platform, seq);
                for (int target = 0; target < TARGETS; target++) {
                    report = report.with("radio-" + target, health);
                }
                try {
                    edge.send(report.report());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
        }
    }

    private static TestReports report(TestPlatform platform, long seq) {
        return TestReports.of("b1", seq, platform.clock().instant());
    }

    /// Alerts that a console hears of until it has heard of all.
    private static Set<String> seen(TestConsole console) {
        Set<String> seen = new HashSet<>();
        while (seen.size() < ALERTS) {
            console.next(ServerFrame.Delta.class).upserts().stream()
                    .map(LiveRow::key)
                    .forEach(seen::add);
        }
        return seen;
    }

    private static int firing(TestPlatform platform) {
        return Integer.parseInt(platform.value(
                "select count(*) from alert.alerts where state = 'firing'" + " and rule = 'dependency-down'"));
    }

    private static int due(TestPlatform platform) {
        return Integer.parseInt(platform.value("select (select count(*) from notification.groups where due_at <= '"
                + platform.clock().instant() + "') + (select count(*) from notification.deliveries"
                + " where state in ('queued', 'sending'))"));
    }
}
