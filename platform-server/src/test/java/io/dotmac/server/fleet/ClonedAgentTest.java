package io.dotmac.server.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dotmac.client.ApiException;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Level;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.live.LiveRow;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.TestReports;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClonedAgentTest {
    private static final String FIRST = "boot-of-the-first";
    private static final String SECOND = "boot-of-the-copy";

    @Test
    void machineThatCameSecondIsPutOffAndSomebodyIsTold() throws IOException {
        try (TestPlatform platform = TestPlatform.start(TestPlatform.copy(), Map.of())) {
            TestAgent agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, "edge-7");
            doubled(platform, agent);

            await().until(() -> alerts(platform).size() == 1);
            assertThat(alerts(platform)).singleElement().satisfies(alert -> {
                assertThat(alert.level()).isEqualTo(Level.CRITICAL);
                assertThat(alert.label("node")).isEqualTo("edge-7");
                assertThat(alert.summary())
                        .startsWith("two machines report as edge-7: the agent's identity was copied");
            });
            assertThatThrownBy(() -> send(platform, agent, SECOND, 9, Health.DOWN))
                    .isInstanceOfSatisfying(ApiException.class, refused -> {
                        assertThat(refused.status()).isEqualTo(503);
                        assertThat(refused.problem().code()).isEqualTo("IDENTITY_IN_USE");
                        assertThat(refused.retryAfter()).contains(Duration.ofSeconds(30));
                    });
            send(platform, agent, FIRST, 9, Health.UP);

            try (TestPlatform later = TestPlatform.start(platform.database(), Map.of())) {
                await().during(Duration.ofSeconds(3)).until(() -> alerts(later).size() == 1);
                later.clock().advance(Doubles.CALM.plusMinutes(1));
                await().atMost(Duration.ofSeconds(40)).until(() -> alerts(later).isEmpty());
            }
        }
    }

    @Test
    void whenTheFirstIsSwitchedOffTheOtherIsHeard() throws IOException {
        try (TestPlatform platform = TestPlatform.start(TestPlatform.copy(), Map.of())) {
            TestAgent agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, "edge-7");
            doubled(platform, agent);

            platform.clock().advance(Duration.ofSeconds(61));

            send(platform, agent, SECOND, 9, Health.UP);
            send(platform, agent, SECOND, 10, Health.UP);
        }
    }

    /// It starts anew again and again, and each time sends what it had not sent before.
    @Test
    void agentThatIsStartedAgainAndSendsItsBacklogIsOne() throws IOException {
        try (TestPlatform platform = TestPlatform.start(TestPlatform.copy(), Map.of())) {
            TestAgent agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, "edge-7");
            Instant outage = platform.clock().instant();
            send(platform, agent, "boot-0", 1, Health.UP);
            for (int boot = 1; boot < 8; boot++) {
                platform.clock().advance(Duration.ofSeconds(35));
                send(platform, agent, "boot-" + boot, 1, Health.UP);
                agent.send(TestReports.of("boot-" + (boot - 1), 2, outage).report());
                send(platform, agent, "boot-" + boot, 3, Health.UP);
            }
            assertThat(alerts(platform)).isEmpty();
        }
    }

    private static void doubled(TestPlatform platform, TestAgent agent) throws IOException {
        for (int seq = 1; seq < 3; seq++) {
            send(platform, agent, FIRST, seq, Health.UP);
            send(platform, agent, SECOND, seq, Health.DOWN);
        }
        send(platform, agent, FIRST, 3, Health.UP);
    }

    private static void send(TestPlatform platform, TestAgent agent, String boot, long seq, Health health)
            throws IOException {
        agent.send(TestReports.of(boot, seq, platform.clock().instant())
                .with("redis", health)
                .report());
    }

    private static List<Alert> alerts(TestPlatform platform) throws IOException {
        return platform.as(TestPlatform.VIEWER).list("/api/v1/alerts", LiveRow.Alert.class).stream()
                .map(LiveRow.Alert::alert)
                .filter(alert -> alert.rule().equals("agent-cloned"))
                .toList();
    }
}
