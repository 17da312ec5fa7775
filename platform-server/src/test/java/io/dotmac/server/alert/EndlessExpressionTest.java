package io.dotmac.server.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.server.TestCaller;
import io.dotmac.server.TestCaller.Reply;
import io.dotmac.server.TestPlatform;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// One ISP's expression that never comes to an end.
class EndlessExpressionTest {
    private static final String ALERT = """
            [{"labels": {"alertname": "%s", "site": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"}}]
            """;

    @Test
    void isRefusedByName() {
        try (TestPlatform platform = TestPlatform.start()) {
            TestCaller acme = new TestCaller(platform, TestPlatform.OPERATOR);

            Reply reply = acme.post("/api/v1/silences", silence("(.*a){40}b"));

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.body().at("/error/message").asText())
                    .contains("matchers have site=~\"(.*a){40}b\", which may be tried for ever");
            Reply routes = new TestCaller(platform, TestPlatform.ROOT)
                    .call("PUT", "/api/v1/notification-routes?tenant=acme", """
                            {"routes": [{"name": "r", "matchers":
                              [{"name": "site", "value": "(.*a){40}b", "is_regex": true, "is_equal": true}],
                              "levels": [], "receivers": ["01a0b0c0-0000-7000-8000-000000000000"]}]}
                            """, Map.of());
            assertThat(routes.status()).isEqualTo(400);
            assertThat(routes.body().at("/error/message").asText()).contains("routes have r, whose matchers have");
        }
    }

    @Test
    void thatIsStoredAlreadyKeepsNothingQuietAndNobodyWaiting() {
        String database = TestPlatform.copy();
        try (TestPlatform platform = TestPlatform.start(database, Map.of())) {
            TestCaller acme = new TestCaller(platform, TestPlatform.OPERATOR);
            assertThat(acme.post("/api/v1/silences", silence("b")).status()).isEqualTo(201);
            acme.post("/api/v2/alerts", ALERT.formatted("before"));
        }
        TestPlatform.valueIn(database, """
                with worse as (update alert.silences set matchers = replace(matchers::text, '"b"', '"(.*a){40}b"')::jsonb
                  returning 1) select count(*) from worse
                """);
        try (TestPlatform platform = TestPlatform.start(database, Map.of())) {
            TestCaller acme = new TestCaller(platform, TestPlatform.OPERATOR);
            TestCaller bolt = new TestCaller(platform, TestPlatform.OTHER);
            assertThat(acme.get("/api/v2/alerts?silenced=false").body()).hasSize(1);

            acme.post("/api/v2/alerts", ALERT.formatted("after"));
            bolt.post("/api/v2/alerts", ALERT.formatted("bolts"));

            await().until(() -> acme.get("/api/v2/alerts").body().size() == 2);
            await().until(() -> bolt.get("/api/v2/alerts").body().size() == 1);
        }
    }

    private static String silence(String site) {
        return """
                {"matchers": [{"name": "site", "value": "%s", "is_regex": true, "is_equal": true}],
                 "ends_at": "%s", "reason": "works"}
                """.formatted(site, Instant.now().plus(Duration.ofHours(1)));
    }
}
