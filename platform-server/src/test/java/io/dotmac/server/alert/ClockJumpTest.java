package io.dotmac.server.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.model.fleet.Health;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestCaller;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.TestReports;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The server's clock is set while alerts fire, by a person or by the first answer of a time server.
class ClockJumpTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private TestPlatform platform;
    private TestAgent agent;
    private long seq;

    @BeforeEach
    void start() throws IOException {
        platform = TestPlatform.start();
        agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, "edge-1");
        report(Health.DOWN);
        await().atMost(SOON).until(() -> firing() == 1);
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void clockThatGoesBackNeitherEndsNorBeginsAnything() throws IOException {
        platform.clock().advance(Duration.ofHours(-1));
        agent.renew();

        report(Health.DOWN);
        await().during(Duration.ofSeconds(4)).atMost(SOON).until(() -> firing() == 1);
        assertThat(kinds()).isEqualTo("fired");

        report(Health.UP);
        await().atMost(SOON).until(() -> firing() == 0);
        assertThat(kinds()).isEqualTo("fired,resolved");
        assertThat(platform.value("select bool_and(ends_at >= starts_at) from alert.alerts"))
                .isEqualTo("t");

        report(Health.DOWN);
        await().atMost(SOON).until(() -> firing() == 1);
        assertThat(kinds()).isEqualTo("fired,resolved,fired");
    }

    @Test
    void clockThatGoesAheadCostsNoMoreThanASilentAgentThatIsHeardAgain() throws IOException {
        platform.clock().advance(Duration.ofHours(1));
        agent.renew();
        report(Health.DOWN);

        await().atMost(SOON)
                .until(() -> platform.value("select count(*) from alert.alerts where rule = 'agent-silent'"
                                + " and state = 'firing'")
                        .equals("0"));
        await().during(Duration.ofSeconds(4)).atMost(SOON).until(() -> firing() == 1);
        assertThat(
                        platform.value(
                                "select count(*) from alert.transitions t where t.kind = 'fired'"
                                        + " and t.fingerprint in (select fingerprint from alert.alerts where rule = 'dependency-down')"))
                .isEqualTo("1");
    }

    private void report(Health health) throws IOException {
        seq++;
        agent.send(
                TestReports.of("b1", seq, Instant.now()).with("redis", health).report());
    }

    private long firing() {
        JsonNode all = new TestCaller(platform, TestPlatform.OPERATOR)
                .get("/api/v1/alerts")
                .body()
                .path("data");
        long count = 0;
        for (JsonNode one : all) {
            count += one.at("/attributes/alert/rule").asText().equals("dependency-down") ? 1 : 0;
        }
        return count;
    }

    private String kinds() {
        return platform.value("select string_agg(kind, ',' order by id) from alert.transitions");
    }
}
