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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MaintenanceWindowsTest {
    private static final String PATH = "/api/v1/maintenance-windows";
    private static final Duration SOON = Duration.ofSeconds(20);

    private TestPlatform platform;
    private TestCaller operator;

    @BeforeEach
    void start() throws IOException {
        platform = TestPlatform.start();
        operator = new TestCaller(platform, TestPlatform.OPERATOR);
        TestAgent agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, "edge-1");
        agent.send(TestReports.of("b1", 1, Instant.now())
                .with("redis", Health.DOWN)
                .report());
        await().atMost(SOON).until(() -> !alerts().isEmpty());
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void alertIsInMaintenanceWhileTheWindowIsOn() {
        Reply made = operator.post(PATH, body("edge-1", -60, 3_600, ""));
        assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
        assertThat(window()).isEqualTo("new switch");

        String one = PATH + "/" + made.attributes().path("id").asText();
        Reply changed = operator.call("PUT", one, body("edge-2", -60, 3_600, ""), Map.of());

        assertThat(changed.status()).isEqualTo(200);
        assertThat(window()).isEmpty();
        operator.call("PUT", one, body("edge-1", -60, 3_600, ",\"repeat\":\"daily\""), Map.of());
        assertThat(window()).isEqualTo("new switch");
        assertThat(operator.call("DELETE", one, "", Map.of()).status()).isEqualTo(204);
        assertThat(window()).isEmpty();
        assertThat(operator.get(one).status()).isEqualTo(404);
        assertThat(platform.value(
                        "select count(*) from public.audit_logs where action like 'maintenance.%' and target_id = '"
                                + made.attributes().path("id").asText() + "'"))
                .isEqualTo("4");
    }

    @Test
    void windowBeginsAndEndsByItself() {
        operator.post(PATH, body("edge-1", 2, 5, ""));

        assertThat(window()).isEmpty();
        await().atMost(SOON).until(() -> window().equals("new switch"));
        await().atMost(SOON).until(() -> window().isEmpty());
    }

    @Test
    void anotherTenantSeesNoneOfIt() {
        Reply made = operator.post(PATH, body("edge-1", -60, 3_600, ""));
        TestCaller other = new TestCaller(platform, TestPlatform.OTHER);

        assertThat(other.get(PATH).body().at("/data")).isEmpty();
        assertThat(other.get(PATH + "/" + made.attributes().path("id").asText()).status())
                .isEqualTo(404);
        assertThat(new TestCaller(platform, TestPlatform.VIEWER)
                        .post(PATH, body("edge-1", 0, 60, ""))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void refusesWhatIsOverAndWhatMatchesEverything() {
        Reply over = operator.post(PATH, body("edge-1", -3_600, -60, ""));
        Reply all = operator.post(PATH, body("edge-1", 0, 60, "").replace("\"is_equal\":true", "\"is_equal\":false"));

        assertThat(over.body().at("/error/details/0/field").asText()).isEqualTo("ends_at");
        assertThat(all.body().at("/error/details/0/field").asText()).isEqualTo("matchers");
    }

    private JsonNode alerts() {
        return operator.get("/api/v1/alerts").body().path("data");
    }

    private String window() {
        return alerts().path(0).at("/attributes/alert/facts/maintenance").asText("");
    }

    private static String body(String node, long from, long to, String more) {
        Instant now = Instant.now();
        return """
                {"name":"new switch","reason":"ticket 12","starts_at":"%s","ends_at":"%s",
                 "matchers":[{"name":"node","value":"%s","is_regex":false,"is_equal":true}]%s}
                """.formatted(now.plusSeconds(from), now.plusSeconds(to), node, more);
    }
}
