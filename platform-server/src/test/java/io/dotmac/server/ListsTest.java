package io.dotmac.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.model.Json;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListsTest {
    private static TestPlatform platform;
    private static String token;

    @BeforeAll
    static void start() throws IOException {
        platform = TestPlatform.start();
        token = platform.token(TestPlatform.OPERATOR);
        for (int i = 0; i < 5; i++) {
            TestAgent.enrol(platform, TestPlatform.OPERATOR, "node-" + i);
        }
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void linksLeadThroughTheWholeList() throws IOException {
        Set<String> seen = new HashSet<>();
        JsonNode page = get(platform.at("/api/v1/nodes?limit=2"));
        int pages = 1;
        while (page.path("links").has("next")) {
            assertThat(page.path("meta").path("page").path("has_more").asBoolean())
                    .isTrue();
            page.path("data").forEach(row -> seen.add(row.path("id").asText()));
            page = get(platform.at(page.path("links").path("next").asText()));
            pages++;
        }
        page.path("data").forEach(row -> seen.add(row.path("id").asText()));

        assertThat(seen).hasSize(5);
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void fieldsNarrowTheAttributes() throws IOException {
        JsonNode row = get(platform.at("/api/v1/nodes?fields=name,state")).at("/data/0/attributes");

        assertThat(row.fieldNames()).toIterable().containsExactlyInAnyOrder("name", "state");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/nodes?stat=lost             | stat   | is not a parameter of this route",
                "/api/v1/nodes?limit=1&limit=2       | limit  | is given 2 times",
                "/api/v1/nodes?limit=201             | limit  | must be a number from 1 to 200",
                "/api/v1/nodes?fields=name,colour    | fields | names colour, must be some of",
                "/api/v1/nodes?filter=name=x         | filter | is not offered",
                "/api/v1/nodes?cursor=bm9kZQ         | cursor | is not one of this list",
                "/api/v1/nodes?node=me               | node   | must be a UUID",
                "/api/v1/nodes/me                    | id     | must be a UUID",
                "/api/v1/auth/me?x=1                 | x      | which has none",
                "/api/v1/samples                     | node   | is missing, must be a UUID",
            })
    void wrongParameterIsNamed(String path, String field, String message) throws IOException {
        try (Response response = call(platform.at(path), token)) {
            JsonNode error = Json.mapper().readTree(response.body().bytes()).path("error");

            assertThat(response.code()).isEqualTo(400);
            assertThat(error.at("/details/0/field").asText()).isEqualTo(field);
            assertThat(error.at("/details/0/message").asText()).contains(message);
        }
    }

    @Test
    void cursorOfAnotherTenantIsRefused() throws IOException {
        String next = get(platform.at("/api/v1/nodes?limit=2"))
                .path("links")
                .path("next")
                .asText();

        try (Response response = call(platform.at(next), platform.token(TestPlatform.OTHER))) {
            assertThat(response.code()).isEqualTo(400);
            assertThat(response.body().string()).contains("\"field\":\"cursor\"");
        }
    }

    private static JsonNode get(HttpUrl url) throws IOException {
        try (Response response = call(url, token)) {
            assertThat(response.code()).isEqualTo(200);
            return Json.mapper().readTree(response.body().bytes());
        }
    }

    private static Response call(HttpUrl url, String bearer) throws IOException {
        return TestPlatform.http()
                .newCall(new Request.Builder()
                        .url(url)
                        .header("Authorization", "Bearer " + bearer)
                        .build())
                .execute();
    }
}
