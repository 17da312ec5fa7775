package io.dotmac.server.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.model.fleet.Health;
import io.dotmac.model.notification.NewReceiver;
import io.dotmac.model.notification.Target;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestCaller;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.TestReports;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a fault brings down is often seen before the fault itself.
class LateCauseTest {
    private static final int TOWERS = 3;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration WHILE = Duration.ofSeconds(3);

    private final TestReceiver hook;
    private final TestPlatform platform;
    private final TestAgent core;
    private final List<TestAgent> towers = new ArrayList<>();
    private long seq;

    LateCauseTest() throws IOException {
        hook = new TestReceiver();
        platform = TestPlatform.start(TestPlatform.copy(), Map.of("NOTIFICATION__REACH", "all"));
        core = TestAgent.enrol(platform, TestPlatform.OPERATOR, "core");
        for (int i = 0; i < TOWERS; i++) {
            towers.add(TestAgent.enrol(platform, TestPlatform.OPERATOR, "tower-" + i));
        }
    }

    @BeforeEach
    void begin() throws IOException {
        TestTelling telling = new TestTelling(platform);
        UUID receiver = telling.receiver(NewReceiver.of("hook", new Target.Webhook(hook.url("/hook"))))
                .receiver()
                .id();
        telling.route(List.of(), List.of(receiver), Optional.empty());
        platform.clock().advance(Duration.ofMinutes(1)); // The server's own start is over.
        core.send(report().with("uplink", Health.UP).report());
        towers(Health.UP);
    }

    @AfterEach
    void stop() {
        platform.close();
        hook.close();
    }

    @Test
    void towersBehindAnAgentThatFallsSilentAreNotToldBeforeIt() throws IOException {
        topology("core");
        platform.clock().advance(Duration.ofSeconds(15));
        towers(Health.DOWN);
        await().atMost(SOON).until(() -> firing("dependency-down") == TOWERS);
        await().during(WHILE).atMost(SOON).until(() -> hook.requests().isEmpty());

        platform.clock().advance(Duration.ofSeconds(21));
        await().atMost(SOON).until(() -> !hook.requests().isEmpty());
        towers(Health.DOWN);
        platform.clock().advance(Duration.ofSeconds(15));

        await().during(WHILE)
                .atMost(SOON)
                .untilAsserted(
                        () -> assertThat(subjects()).singleElement().asString().contains("agent of core is silent"));
    }

    @Test
    void towersBehindANodeThatReportsAreToldWithItsNextReport() throws IOException {
        topology("core");
        towers(Health.DOWN);
        await().atMost(SOON).until(() -> firing("dependency-down") == TOWERS);

        core.send(report().with("uplink", Health.UP).report());

        await().atMost(SOON).until(() -> told("radio") == TOWERS);
    }

    @Test
    void towersBehindATargetThatWasCheckedSinceAreToldThen() throws IOException {
        topology("core/uplink");
        TestReports before = report();
        towers(Health.DOWN);
        await().atMost(SOON).until(() -> firing("dependency-down") == TOWERS);
        core.send(before.with("uplink", Health.UP).report());
        await().during(WHILE).atMost(SOON).until(() -> hook.requests().isEmpty());

        core.send(report().with("uplink", Health.UP).report());

        await().atMost(SOON).until(() -> told("radio") == TOWERS);
    }

    @Test
    void towersBehindATargetOfWhichNothingIsHeardAreToldAfterAWhile() throws IOException {
        topology("core/uplink");
        towers(Health.DOWN);
        await().atMost(SOON).until(() -> firing("dependency-down") == TOWERS);
        platform.clock().advance(Duration.ofSeconds(18));
        towers(Health.DOWN);
        await().during(WHILE).atMost(SOON).until(() -> told("radio") == 0);

        platform.clock().advance(Duration.ofSeconds(27));
        towers(Health.DOWN);

        await().atMost(SOON).until(() -> told("radio") == TOWERS);
    }

    @Test
    void nodeWithoutUplinksWaitsForNobody() throws IOException {
        topology("core");

        core.send(report().with("uplink", Health.DOWN).report());

        await().atMost(SOON).until(() -> told("uplink") == 1);
    }

    private void towers(Health health) throws IOException {
        for (TestAgent tower : towers) {
            tower.send(report().with("radio", health).report());
        }
    }

    private TestReports report() {
        seq++;
        return TestReports.of("b1", seq, platform.clock().instant());
    }

    private void topology(String through) {
        String uplinks = IntStream.range(0, TOWERS)
                .mapToObj(i -> "{\"node\": \"tower-%d\", \"through\": \"%s\"}".formatted(i, through))
                .collect(Collectors.joining(", "));
        assertThat(new TestCaller(platform, TestPlatform.OPERATOR)
                        .call("PUT", "/api/v1/topology", "{\"uplinks\": [" + uplinks + "]}", Map.of())
                        .status())
                .isEqualTo(200);
    }

    private List<String> subjects() {
        return hook.requests().stream()
                .map(one -> one.json().path("subject").asText())
                .toList();
    }

    /// How many alerts about a target were told.
    private long told(String target) {
        return hook.requests().stream()
                .flatMap(one -> StreamSupport.stream(one.json().path("firing").spliterator(), false))
                .filter(alert -> alert.path("summary").asText().startsWith(target + " is down"))
                .map(alert -> alert.path("fingerprint").asText())
                .distinct()
                .count();
    }

    private int firing(String rule) {
        return Integer.parseInt(
                platform.value("select count(*) from alert.alerts where state = 'firing' and rule = '" + rule + "'"));
    }
}
