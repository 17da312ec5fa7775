package io.dotmac.server.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.model.fleet.Health;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestCaller;
import io.dotmac.server.TestCaller.Reply;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.TestReports;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopologyRoutesTest {
    private static final String PATH = "/api/v1/topology";
    private static final Duration SOON = Duration.ofSeconds(20);

    private TestPlatform platform;
    private TestCaller operator;
    private TestAgent edge;
    private TestAgent tower;

    @BeforeEach
    void start() throws IOException {
        platform = TestPlatform.start();
        operator = new TestCaller(platform, TestPlatform.OPERATOR);
        edge = TestAgent.enrol(platform, TestPlatform.OPERATOR, "edge-1");
        tower = TestAgent.enrol(platform, TestPlatform.OPERATOR, "tower-1");
        edge.send(TestReports.of("b1", 1, Instant.now())
                .with("redis", Health.DOWN)
                .report());
        tower.send(TestReports.of("b2", 1, Instant.now())
                .with("radio", Health.DOWN)
                .report());
        await().atMost(SOON).until(() -> alerts().size() == 2);
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void whatLiesBehindAFaultIsItsFaultUntilItIsMended() throws IOException {
        assertThat(cause("tower-1", "dependency-down")).isEmpty();

        put("tower-1", "edge-1/redis");

        assertThat(operator.get(PATH).attributes().at("/uplinks/0/through").asText())
                .isEqualTo("edge-1/redis");
        assertThat(cause("tower-1", "dependency-down")).contains("redis");
        assertThat(cause("edge-1", "dependency-down")).isEmpty();
        edge.send(
                TestReports.of("b1", 2, Instant.now()).with("redis", Health.UP).report());
        await().atMost(SOON).until(() -> cause("tower-1", "dependency-down").isEmpty());
        edge.send(TestReports.of("b1", 3, Instant.now())
                .with("redis", Health.DOWN)
                .report());
        await().atMost(SOON).until(() -> !cause("tower-1", "dependency-down").isEmpty());
        put("tower-1", "edge-1/postgresql");
        assertThat(cause("tower-1", "dependency-down")).isEmpty();
        assertThat(platform.value("select count(*) from public.audit_logs where action = 'topology.changed'"))
                .isEqualTo("2");
    }

    @Test
    void nodeIsSilentBecauseTheOneBeforeItIs() {
        put("tower-1", "edge-1");
        platform.clock().advance(Duration.ofMinutes(3));

        await().atMost(Duration.ofSeconds(60))
                .until(() -> cause("tower-1", "agent-silent").equals("agent of edge-1 is silent"));

        assertThat(cause("tower-1", "dependency-down")).isEqualTo("agent of edge-1 is silent");
        assertThat(cause("edge-1", "agent-silent")).isEmpty();
    }

    @Test
    void circleIsRefusedAndTheOldOneStays() {
        put("tower-1", "edge-1");

        Reply refused = operator.call(
                "PUT",
                PATH,
                "{\"uplinks\":[{\"node\":\"a\",\"through\":\"b\"},{\"node\":\"b\",\"through\":\"a\"}]}",
                Map.of());

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().toString()).contains("is reached through itself");
        assertThat(operator.get(PATH).attributes().at("/uplinks")).hasSize(1);
    }

    @Test
    void anotherTenantsTopologyIsItsOwn() {
        put("tower-1", "edge-1");

        assertThat(new TestCaller(platform, TestPlatform.OTHER)
                        .get(PATH)
                        .attributes()
                        .at("/uplinks"))
                .isEmpty();
        assertThat(new TestCaller(platform, TestPlatform.VIEWER)
                        .call("PUT", PATH, "{\"uplinks\":[]}", Map.of())
                        .status())
                .isEqualTo(403);
    }

    private void put(String node, String through) {
        Reply put = operator.call(
                "PUT", PATH, "{\"uplinks\":[{\"node\":\"" + node + "\",\"through\":\"" + through + "\"}]}", Map.of());
        assertThat(put.status()).as(put.body().toString()).isEqualTo(200);
    }

    private JsonNode alerts() {
        return operator.get("/api/v1/alerts").body().path("data");
    }

    private String cause(String node, String rule) {
        return StreamSupport.stream(alerts().spliterator(), false)
                .map(one -> one.at("/attributes/alert"))
                .filter(one -> one.at("/labels/node").asText().equals(node)
                        && one.path("rule").asText().equals(rule))
                .map(one -> one.at("/facts/inhibited_by").asText(""))
                .findFirst()
                .orElse("");
    }
}
