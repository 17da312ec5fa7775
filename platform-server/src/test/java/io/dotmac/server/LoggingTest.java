package io.dotmac.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.model.Json;
import io.dotmac.model.auth.Tokens;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import okhttp3.Request;
import okhttp3.Response;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the server writes into its log, read as an operator's tools read it.
class LoggingTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static ServerPrograms programs;

    @BeforeAll
    static void start() throws IOException {
        programs = new ServerPrograms();
    }

    @AfterAll
    static void stop() {
        programs.close();
    }

    @Test
    void everyLineOfARequestInAFileNamesItAndNothingSecret(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("server.log");
        Map<String, String> settings =
                Map.of("LOGGER__FORMAT", "json", "LOGGER__LEVEL", "debug", "LOGGER__OUTPUT", file.toString());
        try (RealProcess server = programs.run(settings, "run-all-in-one")) {
            Awaitility.await()
                    .until(() -> Files.exists(file) && Files.readString(file).contains("ready url="));
            URI url = URI.create(Files.readString(file).replaceAll("(?s).*ready url=([^ \"]+).*", "$1"));
            Tokens tokens = ServerPrograms.logIn(url);
            String id = ask(url, tokens);
            Awaitility.await().until(() -> Files.readString(file).contains(id));

            List<JsonNode> lines = Files.readAllLines(file).stream()
                    .map(line -> Json.read(line, JsonNode.class))
                    .toList();
            assertThat(lines)
                    .allSatisfy(line -> assertThat(line.path("level").asText()).matches("DEBUG|INFO|WARN|ERROR"));
            assertThat(lines)
                    .filteredOn(line -> line.path("request_id").asText().equals(id))
                    .isNotEmpty()
                    .allSatisfy(
                            line -> assertThat(line.path("trace_id").asText()).isEqualTo(TRACE))
                    .anySatisfy(line -> assertThat(line.path("tenant").asText()).isEqualTo("acme"));
            assertThat(Files.readString(file)).doesNotContain(tokens.accessToken(), TestPlatform.PASSWORD);
            assertThat(server.lines()).as("nothing goes to the terminal too").isEmpty();
        }
    }

    @Test
    void standardOutputIsPlainTextOrJson() throws IOException {
        try (RealProcess plain = programs.run(Map.of("LOGGER__FORMAT", "console"), "run-cron-manager");
                RealProcess json = programs.run(Map.of("LOGGER__FORMAT", "json"), "run-cron-manager")) {
            assertThat(plain.waitFor("ready url="))
                    .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO +Platform ready url=.*");
            assertThat(Json.read(json.waitFor("ready url="), JsonNode.class)
                            .path("logger")
                            .asText())
                    .isEqualTo("io.dotmac.server.Platform");
        }
    }

    @Test
    void lessImportantLinesAreLeftOut() throws IOException {
        try (RealProcess quiet =
                programs.run(Map.of("LOGGER__LEVEL", "error", "HTTP_SERVER__PORT", "not a port"), "run-cron-manager")) {
            assertThat(quiet.waitFor("http-server.port")).contains("not a port");
        }
    }

    private static String ask(URI url, Tokens tokens) throws IOException {
        Request request = new Request.Builder()
                .url(url + "/api/v1/nodes")
                .header("Authorization", "Bearer " + tokens.accessToken())
                .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
                .build();
        try (Response response = TestPlatform.http().newCall(request).execute()) {
            return String.valueOf(response.header("X-Request-Id"));
        }
    }
}
