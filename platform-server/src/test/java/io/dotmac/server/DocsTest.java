package io.dotmac.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.model.Json;
import io.dotmac.server.platform.http.Route;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocsTest {
    private static final Path CHECKED_IN = Path.of("..", "docs", "openapi.json");
    private static TestPlatform platform;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        platform = TestPlatform.start();
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void everyRouteSaysWhatItIs() {
        assertThat(platform.routes())
                .filteredOn(route -> route.declaration().id().isEmpty())
                .extracting(Route::path)
                .isEmpty();
        assertThat(platform.routes())
                .extracting(route -> route.declaration().id())
                .doesNotHaveDuplicates();
    }

    /// To bring the document up to date, delete it and run this test.
    @Test
    void checkedInDocumentIsCurrent() throws IOException {
        String current = body("/openapi.json");
        if (Files.notExists(CHECKED_IN)) {
            Files.writeString(CHECKED_IN, current);
        }
        String checkedIn = Files.readString(CHECKED_IN);

        assertThat(breaks(Json.mapper().readTree(checkedIn), Json.mapper().readTree(current)))
                .as("what callers rely on and is gone")
                .isEmpty();
        assertThat(checkedIn)
                .as("docs/openapi.json is not current; delete it and run this test again")
                .isEqualTo(current);
    }

    @Test
    void documentDescribesWhatIsServed() throws IOException {
        JsonNode document = Json.mapper().readTree(body("/openapi.json"));
        JsonNode logIn = document.at("/paths/~1api~1v1~1auth~1login/post");

        assertThat(document.path("openapi").asText()).isEqualTo("3.1.0");
        assertThat(logIn.at("/requestBody/content/application~1json/schema/$ref")
                        .asText())
                .isEqualTo("#/components/schemas/LogIn");
        assertThat(document.at("/components/schemas/LogIn/required").toString()).contains("email", "password");
        assertThat(logIn.path("responses").fieldNames()).toIterable().contains("200", "400", "401", "429");
        JsonNode nodes = document.at("/paths/~1api~1v1~1nodes/get");
        assertThat(nodes.at("/security/0").has("bearer")).isTrue();
        assertThat(nodes.path("parameters").findValuesAsText("name")).contains("limit", "cursor", "sort", "fields");
        assertThat(document.at("/components/schemas/NodeState/enum").isMissingNode())
                .as("enums stand where they are used")
                .isTrue();
        assertThat(document.at("/components/schemas/LiveRowNode/properties/state/enum")
                        .toString())
                .isEqualTo(document.at("/components/schemas/LiveRowNode/properties/state/enum")
                        .toString()
                        .toLowerCase(java.util.Locale.ROOT));
        List<String> dangling = new ArrayList<>();
        document.findValuesAsText("$ref").forEach(reference -> {
            if (document.at(reference.substring(1)).isMissingNode()) {
                dangling.add(reference);
            }
        });
        assertThat(dangling).isEmpty();
    }

    /// The pages draw first what is seen first.
    @ParameterizedTest
    @CsvSource({"/docs, operations-agents-listAgents", "/redoc, operation/listNodes"})
    void pageWorksInARealBrowser(String path, String mark) throws Exception {
        Path chromium = Path.of("/usr/bin/chromium");
        assumeThat(chromium)
                .as("chromium is not installed, so pages are not shown")
                .exists();
        Path out = folder.resolve("dom.html");
        Process browser = new ProcessBuilder(
                        chromium.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--virtual-time-budget=30000",
                        "--timeout=60000",
                        "--dump-dom",
                        platform.at(path).toString())
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("browser.log").toFile())
                .start();
        assertThat(browser.waitFor(120, TimeUnit.SECONDS)).isTrue();
        String dom = Files.readString(out, StandardCharsets.UTF_8);

        assertThat(dom)
                .as(() -> "the page, and what the browser said: " + read(folder.resolve("browser.log")))
                .contains("/api/v1/agents", mark);
    }

    @Test
    void pagesAreNotServedInProduction() throws IOException {
        List<String> paths = List.of("/docs", "/redoc", "/docs/start.js");

        assertThat(platform.routes()).extracting(Route::path).containsAll(List.of("/docs", "/redoc"));
        assertThat(new io.dotmac.server.platform.openapi.DocsRoutes(() -> "{}", false).routes())
                .extracting(Route::path)
                .doesNotContainAnyElementsOf(paths)
                .contains("/openapi.json");
    }

    /// Operations, properties of answers that went away, and parameters and properties of bodies that became required.
    private static List<String> breaks(JsonNode before, JsonNode after) {
        List<String> breaks = new ArrayList<>();
        before.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    JsonNode now = after.path("paths").path(path.getKey()).path(operation.getKey());
                    if (now.isMissingNode()) {
                        breaks.add(operation.getKey() + " " + path.getKey() + " is gone");
                        return;
                    }
                    now.path("parameters").forEach(parameter -> {
                        boolean was = operation
                                .getValue()
                                .path("parameters")
                                .findValuesAsText("name")
                                .contains(parameter.path("name").asText());
                        if (!was && parameter.path("required").asBoolean()) {
                            breaks.add(path.getKey() + " now needs "
                                    + parameter.path("name").asText());
                        }
                    });
                }));
        before.at("/components/schemas").properties().forEach(schema -> {
            JsonNode now = after.at("/components/schemas").path(schema.getKey());
            schema.getValue().path("properties").fieldNames().forEachRemaining(property -> {
                if (!now.isMissingNode() && !now.path("properties").has(property)) {
                    breaks.add(schema.getKey() + "." + property + " is gone");
                }
            });
        });
        return breaks;
    }

    private static String body(String path) throws IOException {
        try (Response response = TestPlatform.http()
                .newCall(new Request.Builder().url(platform.at(path)).build())
                .execute()) {
            assertThat(response.code()).isEqualTo(200);
            return response.body().string();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
