package io.dotmac.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dotmac.model.Json;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.report.SeriesName;
import io.dotmac.model.report.SeriesPoints;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlatformClientTest {
    private static final Instant AT = Instant.parse("2026-03-20T10:00:00Z");
    private static final NodeId NODE = new NodeId(new UUID(1, 1));

    private final OkHttpClient http = ApiClient.newHttp();
    private MockWebServer server;
    private String token = "old";

    @BeforeEach
    void start() throws IOException {
        server = new MockWebServer();
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }

    @Test
    void listIsReadToItsLastPage() throws Exception {
        server.enqueue(page(Map.of("next", "/api/v1/nodes?limit=200&cursor=c1"), node("lag-db-1")));
        server.enqueue(page(Map.of(), node("lag-db-2")));

        List<LiveRow.Node> nodes = client().nodes();

        assertThat(nodes).extracting(LiveRow.Node::name).containsExactly("lag-db-1", "lag-db-2");
        server.takeRequest();
        assertThat(server.takeRequest().getUrl().queryParameter("cursor")).isEqualTo("c1");
    }

    @Test
    void refusedTokenIsRenewedOnceAndTheCallTriedAgain() throws Exception {
        server.enqueue(refusal(401));
        server.enqueue(page(Map.of(), node("lag-db-1")));

        assertThat(client().nodes()).hasSize(1);

        assertThat(server.takeRequest().getHeaders().get("Authorization")).isEqualTo("Bearer old");
        assertThat(server.takeRequest().getHeaders().get("Authorization")).isEqualTo("Bearer new");
    }

    @Test
    void secondRefusalIsTheCallers() {
        server.enqueue(refusal(401));
        server.enqueue(refusal(401));

        assertThatThrownBy(() -> client().nodes())
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(401));
    }

    @Test
    void seriesIsAskedForWithItsWholeName() throws Exception {
        SeriesPoints points =
                new SeriesPoints(new SeriesName("a b", "replication_lag_seconds", ""), List.of(AT), List.of(0.4));
        server.enqueue(answer(Map.of("id", "1", "type", "series", "attributes", points), Map.of()));

        SeriesPoints read =
                client().series(NODE, "a b", "replication_lag_seconds", "", AT.minus(Duration.ofMinutes(15)), AT, 450);

        assertThat(read).isEqualTo(points);
        RecordedRequest asked = server.takeRequest();
        assertThat(asked.getUrl().encodedPath()).isEqualTo("/api/v1/samples");
        assertThat(asked.getUrl().queryParameter("target")).isEqualTo("a b");
        assertThat(asked.getUrl().queryParameter("from")).isEqualTo("2026-03-20T09:45:00Z");
        assertThat(asked.getUrl().queryParameter("points")).isEqualTo("450");
    }

    @Test
    void retriesAreQuickForAMinuteAndJittered() {
        for (int attempt = 0; attempt < 30; attempt++) {
            assertThat(Pace.DEFAULT.retryIn(attempt, Duration.ofSeconds(59)))
                    .isBetween(Duration.ofMillis(125), Duration.ofMillis(1_600));
        }
        assertThat(Pace.DEFAULT.retryIn(0, Duration.ZERO)).isLessThanOrEqualTo(Duration.ofMillis(250));
        assertThat(Pace.DEFAULT.retryIn(40, Duration.ofSeconds(61)))
                .isBetween(Duration.ofMillis(7_500), Duration.ofSeconds(15));
    }

    private PlatformClient client() {
        return new PlatformClient(http, server.url("/"), new Credentials() {
            @Override
            public Optional<String> accessToken() {
                return Optional.of(token);
            }

            @Override
            public boolean renew(String rejected) {
                token = "new";
                return true;
            }
        });
    }

    private static LiveRow.Node node(String name) {
        return new LiveRow.Node(
                NODE,
                "northnet",
                name,
                NodeState.UP,
                Severity.OK,
                AT,
                Optional.of(AT),
                10_000,
                "0.1.0",
                "Debian 12",
                Optional.empty(),
                Optional.empty(),
                0,
                0);
    }

    private static MockResponse page(Map<String, String> links, LiveRow.Node row) {
        return answer(
                List.of(Map.of(
                        "id",
                        row.key(),
                        "type",
                        "node",
                        "attributes",
                        Json.mapper().valueToTree(row))),
                links);
    }

    private static MockResponse answer(Object data, Map<String, String> links) {
        Map<String, Object> document =
                Map.of("data", data, "meta", Map.of("timestamp", AT, "version", "1.0"), "links", links);
        return new MockResponse.Builder().body(Json.text(document)).build();
    }

    private static MockResponse refusal(int status) {
        Map<String, Object> problem =
                Map.of("code", "UNAUTHORIZED", "message", "no", "details", List.of(), "request_id", "req_1");
        return new MockResponse.Builder()
                .code(status)
                .body(Json.text(Map.of("error", problem)))
                .build();
    }
}
