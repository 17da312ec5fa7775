package io.dotmac.server.platform.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.model.Json;
import io.dotmac.server.Platform;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.platform.db.DatabaseUnavailable;
import io.dotmac.server.platform.http.HttpServer;
import io.dotmac.testing.LocalPostgres;
import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private record Answer(int status, JsonNode data) {}

    @Test
    void serverThatIsWellSaysSoOnAllPaths() throws IOException {
        try (TestPlatform platform = TestPlatform.start()) {
            for (String path : List.of("/health", "/health/live", "/health/ready", "/ready", "/health/startup")) {
                assertThat(get(platform.url() + path.substring(1)).status)
                        .as(path)
                        .isEqualTo(200);
            }
            Answer startup = get(platform.url() + "health/startup");
            assertThat(startup.data.path("phases"))
                    .hasSize(6)
                    .allSatisfy(
                            phase -> assertThat(phase.path("status").asText()).isEqualTo("done"));
            Answer ready = get(platform.url() + "health/dependencies");
            assertThat(ready.data.path("dependencies")).hasSize(2).allSatisfy(one -> {
                assertThat(one.path("status").asText()).isEqualTo("up");
                assertThat(one.path("latency_millis").asDouble()).isPositive();
            });
            assertThat(get(platform.url() + "health").data.path("state").asText())
                    .isEqualTo("healthy");
        }
    }

    @Test
    void lossOfPostgresTurnsReadinessOffAndOnAgainAndLivenessStays() throws IOException {
        LocalPostgres postgres = LocalPostgres.start(folder.resolve("pg"), 0);
        int port = postgres.port();
        try {
            postgres.execute("create database ops");
            TestPlatform.prepareRoles(postgres, "ops");
            Map<String, String> variables = Map.of("DATABASE__PORT", Integer.toString(port));
            try (TestPlatform platform = TestPlatform.start("ops", variables)) {
                postgres.close();
                awaitStatus(platform.url() + "health/ready", 503);

                assertThat(get(platform.url() + "health/live").status).isEqualTo(200);
                assertThat(get(platform.url() + "health/startup").status).isEqualTo(200);
                assertThat(get(platform.url() + "health").data.path("state").asText())
                        .isEqualTo("unhealthy");

                postgres = LocalPostgres.start(folder.resolve("pg"), port);
                awaitStatus(platform.url() + "health/ready", 200);
                assertThat(get(platform.url() + "health").data.path("state").asText())
                        .isEqualTo("healthy");
            }
        } finally {
            postgres.close();
        }
    }

    @Test
    void redisIsMissedButNotNeededOutsideProduction() throws IOException {
        Map<String, String> variables = Map.of("REDIS__PORT", Integer.toString(LocalRedis.freePort()));
        try (TestPlatform platform = TestPlatform.start(TestPlatform.copy(), variables)) {
            Answer ready = get(platform.url() + "health/ready");
            Answer startup = get(platform.url() + "health/startup");

            assertThat(ready.status).isEqualTo(200);
            assertThat(ready.data.path("dependencies").get(1).path("status").asText())
                    .isEqualTo("down");
            assertThat(ready.data.path("dependencies").get(1).path("message").asText())
                    .contains("redis 127.0.0.1:");
            assertThat(startup.data.path("phases").get(2).path("status").asText())
                    .isEqualTo("failed");
        }
    }

    @Test
    void serverWaitsForItsDatabaseWhenThatIsForgiven() throws Exception {
        int port = LocalRedis.freePort();
        Map<String, String> variables = Map.of("DATABASE__PORT", Integer.toString(port), "APP_ENV", "local");
        Platform platform = new Platform(TestPlatform.config("ops", variables), Clock.systemUTC());
        LocalPostgres postgres = null;
        Thread starting = Thread.ofVirtual().start(platform::start);
        try {
            await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
                assertThat(get(platform.url() + "/health/live").status).isEqualTo(200);
                assertThat(get(platform.url() + "/health/startup")
                                .data
                                .path("phases")
                                .get(0)
                                .path("message")
                                .asText())
                        .startsWith("waiting: database 127.0.0.1:" + port);
            });
            assertThat(get(platform.url() + "/health/ready").status).isEqualTo(503);
            try (Response early = TestPlatform.http()
                    .newCall(new Request.Builder()
                            .url(platform.url() + "/api/v1/nodes")
                            .build())
                    .execute()) {
                assertThat(early.code()).isEqualTo(503);
                assertThat(early.header("Retry-After")).isNotNull();
            }

            postgres = LocalPostgres.start(folder.resolve("late"), port);
            postgres.execute("create database ops");
            TestPlatform.prepareRoles(postgres, "ops");
            awaitStatus(platform.url() + "/health/ready", 200);
        } finally {
            platform.close();
            starting.join();
            if (postgres != null) {
                postgres.close();
            }
        }
    }

    @Test
    void serverThatIsNotForDevelopmentDoesNotWait() {
        Map<String, String> variables = new HashMap<>(Map.of(
                "APP_ENV", "staging",
                "AUTH__SECRET", "0123456789abcdef0123456789abcdef",
                "DATABASE__SSL_MODE", "require"));
        variables.put("DATABASE__PORT", Integer.toString(LocalRedis.freePort()));
        try (Platform platform = new Platform(TestPlatform.config("ops", variables), Clock.systemUTC())) {
            assertThatThrownBy(platform::start).isInstanceOf(DatabaseUnavailable.class);
        }
    }

    @Test
    void portThatIsTakenIsToldClearly() {
        try (TestPlatform first = TestPlatform.start()) {
            Map<String, String> variables =
                    Map.of("HTTP_SERVER__PORT", Integer.toString(first.url().port()));
            try (Platform second = new Platform(TestPlatform.config(first.database(), variables), Clock.systemUTC())) {
                assertThatThrownBy(second::start)
                        .isInstanceOf(HttpServer.PortTaken.class)
                        .hasMessageContaining("port " + first.url().port())
                        .hasMessageContaining("HTTP_SERVER__PORT");
            }
        }
    }

    private static void awaitStatus(String url, int status) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(get(url).status).isEqualTo(status));
    }

    private static Answer get(String url) throws IOException {
        try (Response response = TestPlatform.http()
                .newCall(new Request.Builder().url(url).build())
                .execute()) {
            JsonNode body = Json.mapper().readTree(response.body().bytes());
            return new Answer(response.code(), body.path("data").path("attributes"));
        }
    }
}
