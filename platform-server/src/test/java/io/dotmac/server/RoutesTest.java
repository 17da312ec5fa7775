package io.dotmac.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.model.Json;
import io.dotmac.model.api.ErrorDocument;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {
    private static TestPlatform platform;
    private static TestAgent agent;

    @BeforeAll
    static void start() throws IOException {
        platform = TestPlatform.start();
        agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, "node-1");
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /api/v1/nodes,                    401, 200, 200, 403",
        "GET,  /api/v1/dependencies,             401, 200, 200, 403",
        "GET,  /api/v1/replication,              401, 200, 200, 403",
        "GET,  /api/v1/samples,                  401, 400, 400, 403",
        "GET,  /api/v1/auth/me,                  401, 200, 200, 403",
        "POST, /api/v1/agents/enrolment-tokens,  401, 403, 400, 403",
        "POST, /api/v1/agents/reports,           401, 403, 403, 400",
        "GET,  /api/v1/live,                     401, 426, 426, 403",
        "GET,  /api/v1/agents/control,           401, 403, 403, 426",
    })
    void routeAsksForItsPermission(String method, String path, int anonymous, int viewer, int operator, int ofAgent)
            throws IOException {
        assertThat(status(method, path, Optional.empty())).isEqualTo(anonymous);
        assertThat(status(method, path, bearer(TestPlatform.VIEWER))).isEqualTo(viewer);
        assertThat(status(method, path, bearer(TestPlatform.OPERATOR))).isEqualTo(operator);
        assertThat(status(method, path, Optional.of(agent.token()))).isEqualTo(ofAgent);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /nothing/here,         404, NOT_FOUND",
        "DELETE, /api/v1/nodes,         405, METHOD_NOT_ALLOWED",
        "GET,    /api/v1/auth/login,    405, METHOD_NOT_ALLOWED",
        "POST,   /api/v1/auth/login,    400, MALFORMED",
        "GET,    /api/v1/nodes,         401, UNAUTHORIZED",
    })
    void everyErrorHasTheEnvelope(String method, String path, int status, String code) throws IOException {
        try (Response response = call(method, path, Optional.empty())) {
            ErrorDocument document = Json.read(response.body().bytes(), ErrorDocument.class);

            assertThat(response.code()).isEqualTo(status);
            assertThat(document.error().code()).isEqualTo(code);
            assertThat(document.error().requestId()).matches("req_[0-9a-f]{32}");
            assertThat(response.header("X-Request-Id"))
                    .isEqualTo(document.error().requestId());
        }
    }

    @Test
    void requestThatIsNotHttpHasTheEnvelopeToo() throws IOException {
        try (Socket socket = new Socket(platform.url().host(), platform.url().port())) {
            OutputStream out = socket.getOutputStream();
            out.write("GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).contains("400").contains("\"code\":\"MALFORMED\"");
        }
    }

    @Test
    void fieldThatIsMissingIsNamed() throws IOException {
        try (Response response = TestPlatform.http()
                .newCall(new Request.Builder()
                        .url(platform.at("/api/v1/auth/login"))
                        .post(RequestBody.create("{\"email\":\"a@b\"}", MediaType.get("application/json")))
                        .build())
                .execute()) {
            assertThat(response.code()).isEqualTo(400);
            assertThat(response.body().string()).contains("\"field\":\"password\"", "is missing");
        }
    }

    @Test
    void answersCarrySecurityHeaders() throws IOException {
        try (Response response = call("GET", "/health", Optional.empty())) {
            assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(response.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(response.header("Content-Security-Policy")).contains("default-src 'none'");
            assertThat(response.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        }
    }

    @Test
    void metricsAreInPrometheusForm() throws IOException {
        status("GET", "/health", Optional.empty());
        try (Response response = call("GET", "/metrics", Optional.empty())) {
            String text = response.body().string();

            assertThat(text)
                    .contains("dotmac_http_request_seconds_count{method=\"GET\",route=\"/health\",status=\"200\",}")
                    .contains("dotmac_db_transaction_seconds_count")
                    .contains("dotmac_db_pool_max 8.0")
                    .contains("dotmac_live_sessions")
                    .contains("dotmac_ingest_samples_total")
                    .contains("jvm_memory");
            assertThat(text.lines().filter(line -> !line.startsWith("#")))
                    .allMatch(line -> line.matches("[a-zA-Z_:][a-zA-Z0-9_:]*(\\{.*})? [-+0-9.eEINaf]+"));
        }
    }

    private static int status(String method, String path, Optional<String> bearer) throws IOException {
        try (Response response = call(method, path, bearer)) {
            return response.code();
        }
    }

    private static Response call(String method, String path, Optional<String> bearer) throws IOException {
        RequestBody body =
                method.equals("POST") ? RequestBody.create("no json", MediaType.get("application/json")) : null;
        Request.Builder request = new Request.Builder().url(platform.at(path)).method(method, body);
        bearer.ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return TestPlatform.http().newCall(request.build()).execute();
    }

    private static Optional<String> bearer(String email) {
        return Optional.of(platform.token(email));
    }
}
