package io.dotmac.agent.probe.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.agent.Checking;
import io.dotmac.agent.Servers;
import io.dotmac.agent.probe.Finding;
import io.dotmac.model.Json;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.dotmac.testing.LiveServers;
import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultProbeTest {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final int port = LocalRedis.freePort();
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void realServerIsFollowedFromItsFirstStartToItsSeal() throws Exception {
        Path binary = LiveServers.find("openbao").orElse(null);
        assumeTrue(binary != null, "OpenBao is not built here: packaging/bin/live-server openbao");
        Files.createDirectories(folder.resolve("data"));
        Path file = Files.writeString(folder.resolve("bao.hcl"), """
                storage "file" { path = "%s" }
                listener "tcp" {
                  address = "127.0.0.1:%d"
                  tls_disable = true
                }
                disable_mlock = true
                """.formatted(folder.resolve("data"), port));
        try (Servers server = Servers.run(folder.resolve("log"), String.valueOf(binary), "server", "-config=" + file);
                Checking probe = Checking.of(target(port, ""))) {
            await().atMost(LONGEST).untilAsserted(() -> {
                assertThat(server.alive()).isTrue();
                assertThat(probe.check().summary()).endsWith("not initialised");
            });
            JsonNode keys = call("PUT", "sys/init", "{\"secret_shares\":2,\"secret_threshold\":2}", "");
            Finding sealed = probe.check();
            assertThat(sealed.health()).isEqualTo(Health.DOWN);
            assertThat(sealed.summary()).contains("sealed, 0 of 2 keys given, seal type shamir");

            unseal(keys, 0);
            assertThat(probe.check().summary()).contains("1 of 2 keys given");
            unseal(keys, 1);
            await().atMost(LONGEST).untilAsserted(() -> {
                assertThat(probe.check().health()).isEqualTo(Health.UP);
                assertThat(probe.check().summary()).isEqualTo("active");
            });
            String root = keys.path("root_token").asText();
            tokensAreWatched(root);

            call("PUT", "sys/seal", "", root);
            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(probe.check().health()).isEqualTo(Health.DOWN));
        }
    }

    private void tokensAreWatched(String root) throws Exception {
        String brief = call("POST", "auth/token/create", "{\"ttl\":\"30m\"}", root)
                .path("auth")
                .path("client_token")
                .asText();

        Finding ending = Checking.once(target(port, ", token: " + brief));
        assertThat(ending.severity()).isEqualTo(Severity.MINOR);
        assertThat(ending.summary()).matches("the token ends in (29|30) min: renew it");
        assertThat(ending.toString()).doesNotContain(brief);
        assertThat(Checking.once(target(port, ", token: " + root)).facts()).containsKey("token_ttl_s");
        Finding wrong = Checking.once(target(port, ", token: s.wrong"));
        assertThat(wrong.severity()).isEqualTo(Severity.MAJOR);
        assertThat(wrong.error()).isEqualTo(ErrorClass.AUTH);
    }

    @Test
    void standbyIsHealthyAndTwoActiveServersAreCritical() throws Exception {
        try (MockWebServer one = health(200, false);
                MockWebServer two = health(429, true);
                MockWebServer three = health(200, false)) {
            Finding good = Checking.once(target(one, two));
            assertThat(good.health()).isEqualTo(Health.UP);
            assertThat(good.summary()).contains("1 stand by");

            Finding lone = Checking.once(target(two));
            assertThat(lone.health()).isEqualTo(Health.UP);
            assertThat(lone.summary()).isEqualTo("standby");

            Finding split = Checking.once(target(one, three));
            assertThat(split.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(split.summary()).startsWith("2 servers are active at once");
        }
    }

    @Test
    void clusterWithoutActiveServerIsDown() throws Exception {
        try (MockWebServer one = health(429, true);
                MockWebServer two = health(429, true)) {
            Finding finding = Checking.once(target(one, two));

            assertThat(finding.health()).isEqualTo(Health.DOWN);
            assertThat(finding.summary()).isEqualTo("no server is active, 2 stand by");
        }
    }

    @Test
    void somethingElseOnThePortIsTold() throws Exception {
        try (MockWebServer web = new MockWebServer()) {
            web.start();
            web.enqueue(new MockResponse.Builder().body("<html>").build());

            Finding finding = Checking.once(target(web));

            assertThat(finding.health()).isEqualTo(Health.DOWN);
            assertThat(finding.error()).isEqualTo(ErrorClass.PROTOCOL);
        }
        assertThat(Checking.once(target(port, "")).error()).isEqualTo(ErrorClass.REFUSED);
    }

    private static MockWebServer health(int status, boolean standby) throws IOException {
        MockWebServer server = new MockWebServer();
        server.start();
        for (int answers = 0; answers < 5; answers++) {
            server.enqueue(new MockResponse.Builder()
                    .code(status)
                    .body("{\"initialized\":true,\"sealed\":false,\"standby\":%s,\"version\":\"2.4.0\"}"
                            .formatted(standby))
                    .build());
        }
        return server;
    }

    private void unseal(JsonNode keys, int index) throws Exception {
        call("PUT", "sys/unseal", "{\"key\":\"" + keys.path("keys").path(index).asText() + "\"}", "");
    }

    private JsonNode call(String method, String path, String body, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/" + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("X-Vault-Token", token.isEmpty() ? "none" : token)
                .build();
        byte[] answer =
                http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
        return answer.length == 0 ? Json.mapper().createObjectNode() : Json.read(answer, JsonNode.class);
    }

    private static String target(int port, String more) {
        return "{name: v, kind: vault, latency-warn: 30s, urls: [\"http://127.0.0.1:%d\"]%s}".formatted(port, more);
    }

    private static String target(MockWebServer... servers) {
        StringBuilder urls = new StringBuilder();
        for (MockWebServer server : servers) {
            urls.append(urls.isEmpty() ? "" : ", ")
                    .append('"')
                    .append(server.url("/"))
                    .append('"');
        }
        return "{name: v, kind: vault, latency-warn: 30s, urls: [" + urls + "]}";
    }
}
