package io.dotmac.server.generated;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.model.Json;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Route;
import io.dotmac.testing.Findings;
import io.dotmac.testing.LocalPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// No answer is a 5xx, none tells another tenant's things, all have the envelope and a status that the document names.
/// The pool is as small as it can be, so whatever a request leaves on a connection, a next one meets.
class HostileRequestsTest {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final String ADMIN = "other tenant's administrator";
    private static final String WEAK = "weak role";
    private static final String SECRET = "acme-secret-node";
    private static final List<String> NEVER = List.of(
            SECRET, "op@acme.example", "Acme Net", "org.postgresql", "io.dotmac", "Exception", "SELECT ", "select ");

    private final Map<String, Integer> counts = new TreeMap<>();
    private final SortedSet<String> violations = new TreeSet<>();

    private static TestPlatform platform;
    private static TestAgent agent;
    private static TestAgent stranger;
    private static Map<String, Optional<String>> tokens = Map.of();
    private static JsonNode document;

    /// What the leaking route tells.
    record Leak(String text) {}

    @BeforeAll
    static void start() throws IOException {
        platform = TestPlatform.start(
                LocalPostgres.shared().copyOf(TestPlatform.template()),
                Map.of("DATABASE__POOL_SIZE", "1", "DATABASE__CONNECTION_TIMEOUT", "20s"),
                List.of(
                        Route.get(
                                        "/api/v1/broken/{id}",
                                        Access.needs(Permission.FLEET_READ),
                                        HostileRequestsTest::leaking)
                                .as("leaking", "Forgets whose it is")
                                .gives("leak", Leak.class),
                        Route.post("/api/v1/broken", Access.open(), HostileRequestsTest::careless)
                                .as("careless", "Trusts what it is sent")
                                .takes(Leak.class)
                                .gives("leak", Leak.class)));
        agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, SECRET);
        stranger = TestAgent.enrol(platform, TestPlatform.OTHER, "bolt-node");
        try (Response response = TestPlatform.http()
                .newCall(new Request.Builder().url(platform.at("/openapi.json")).build())
                .execute()) {
            document = Json.mapper().readTree(response.body().bytes());
        }
    }

    /// Logs everybody in again where a route has ended a session.
    private static void logIn() throws IOException {
        if (!tokens.isEmpty() && everybodyIsIn()) {
            return;
        }
        TestPlatform.forgetFailedLogIns();
        tokens = new LinkedHashMap<>();
        tokens.put("nobody", Optional.empty());
        tokens.put("forged", Optional.of(platform.token(TestPlatform.OTHER).replaceAll("\\.[^.]+$", ".AAAA")));
        tokens.put("other tenant's operator", Optional.of(platform.token(TestPlatform.OTHER)));
        tokens.put(ADMIN, Optional.of(platform.token(TestPlatform.OTHER_ADMIN)));
        tokens.put(WEAK, Optional.of(platform.token(TestPlatform.VIEWER)));
        tokens.put("other tenant's agent", Optional.of(stranger.token()));
    }

    private static boolean everybodyIsIn() throws IOException {
        for (String who : List.of("other tenant's operator", ADMIN, WEAK)) {
            Request request = new Request.Builder()
                    .url(platform.at("/api/v1/auth/me"))
                    .header("Authorization", "Bearer " + tokens.get(who).orElseThrow())
                    .build();
            try (Response response = TestPlatform.http().newCall(request).execute()) {
                if (response.code() != 200) {
                    return false;
                }
            }
        }
        return true;
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void everyRouteBearsWhateverIsSent() throws IOException {
        int operations = 0;
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                operations++;
                attack(path.getKey(), operation.getKey().toUpperCase(java.util.Locale.ROOT), operation.getValue());
            }
        }
        Findings.tell(
                getClass(),
                "%d requests to %d operations: %s"
                        .formatted(
                                counts.values().stream()
                                        .mapToInt(Integer::intValue)
                                        .sum(),
                                operations,
                                counts));

        assertThat(violations.stream().filter(one -> !one.contains("/api/v1/broken")))
                .isEmpty();
        assertThat(violations)
                .as("routes that are broken on purpose are found")
                .anyMatch(one -> one.contains("GET /api/v1/broken/{id}") && one.contains("tells"))
                .anyMatch(one -> one.contains("POST /api/v1/broken") && one.contains("500"));
    }

    @Test
    void ingestBearsBombsAndBytes() throws IOException {
        Map<String, byte[]> bodies = new LinkedHashMap<>();
        byte[] zeros = new byte[64 << 20];
        bodies.put("bomb", gzip(zeros));
        byte[] whole = gzip("{}".getBytes(StandardCharsets.UTF_8));
        bodies.put("truncated", Arrays.copyOf(whole, whole.length - 6));
        bodies.put("no gzip", "hello".getBytes(StandardCharsets.UTF_8));
        bodies.put("NaN", gzip("{\"boot\":NaN,\"seq\":1e400}".getBytes(StandardCharsets.UTF_8)));
        bodies.put("deep", gzip("[".repeat(1_000_000).getBytes(StandardCharsets.UTF_8)));
        bodies.put("2^53+1", gzip("{\"boot\":\"b\",\"seq\":9007199254740993}".getBytes(StandardCharsets.UTF_8)));
        java.util.Random random = new java.util.Random(20261121);
        for (int i = 0; i < 100; i++) {
            byte[] noise = new byte[random.nextInt(2_000)];
            random.nextBytes(noise);
            bodies.put("noise " + i, i % 2 == 0 ? gzip(noise) : noise);
        }
        for (Map.Entry<String, byte[]> body : bodies.entrySet()) {
            Request request = new Request.Builder()
                    .url(platform.at("/api/v1/agents/reports"))
                    .header("Authorization", "Bearer " + agent.token())
                    .header("Content-Encoding", "gzip")
                    .post(RequestBody.create(body.getValue(), JSON))
                    .build();
            try (Response response = TestPlatform.http().newCall(request).execute()) {
                assertThat(response.code()).as(body.getKey()).isIn(400, 413);
                check("POST /api/v1/agents/reports", body.getKey(), response, null);
            }
        }
        assertThat(violations).isEmpty();
    }

    private static Answer leaking(Call call) {
        return Documents.one(call, "leak", call.parameter("id"), new Leak(SECRET));
    }

    private static Answer careless(Call call) {
        String text = call.body(Leak.class).text();
        return Documents.one(call, "leak", "1", new Leak(text.substring(0, Math.max(1, text.length() / 2))));
    }

    private void attack(String path, String method, JsonNode operation) throws IOException {
        logIn();
        Samples samples = new Samples(document);
        JsonNode schema = operation.at("/requestBody/content/application~1json/schema");
        Optional<String> body =
                schema.isMissingNode() ? Optional.empty() : Optional.of(Json.text(samples.good(schema, 0)));
        for (Map.Entry<String, Optional<String>> token : tokens.entrySet()) {
            send(
                    operation,
                    method,
                    path,
                    filled(path, agent.node().toString()),
                    token.getValue(),
                    body,
                    token.getKey());
        }
        Optional<String> other = tokens.get(ADMIN);
        for (String text : Samples.hostile()) {
            if (path.contains("{")) {
                send(operation, method, path, filled(path, encoded(text)), other, body, "hostile path");
            }
            send(operation, method, path, plain(path) + "?" + encoded(text) + "=1", other, body, "unknown parameter");
            for (JsonNode parameter : operation.path("parameters")) {
                if (parameter.path("in").asText().equals("query")) {
                    String query = "?" + parameter.path("name").asText() + "=" + encoded(text);
                    send(operation, method, path, plain(path) + query, other, body, "hostile parameter");
                }
            }
        }
        if (!schema.isMissingNode()) {
            Optional<String> allowed = path.endsWith("/reports") ? Optional.of(agent.token()) : other;
            for (Samples.Body wrong : samples.wrong(schema)) {
                send(operation, method, path, plain(path), allowed, Optional.of(wrong.text()), wrong.what());
            }
        }
    }

    private void send(
            JsonNode operation,
            String method,
            String path,
            String target,
            Optional<String> token,
            Optional<String> body,
            String what)
            throws IOException {
        counts.merge(
                what.replaceAll("(hostile|duplicate key|without) .*|[a-z_]+ is .*", "$1 field")
                        .strip(),
                1,
                Integer::sum);
        boolean bodiless = method.equals("GET");
        Request.Builder request = new Request.Builder()
                .url(platform.url().toString().replaceAll("/$", "") + target)
                .method(method, bodiless ? null : RequestBody.create(body.orElse(""), JSON));
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        try (Response response = TestPlatform.http().newCall(request.build()).execute()) {
            check(method + " " + path, what, response, operation);
        }
    }

    private void check(String route, String what, Response response, JsonNode operation) throws IOException {
        String told = response.body().string();
        String where = route + " with " + what + " answered " + response.code();
        if (response.code() >= 500) {
            violations.add(where + " " + told);
        }
        boolean elsewhere =
                what.equals("hostile path") && response.code() == 405; // such a path may lead to another route
        if (operation != null && !elsewhere && !operation.path("responses").has(Integer.toString(response.code()))) {
            violations.add(where + ", which is not documented");
        }
        if (response.code() >= 400) {
            envelope(where, response, told);
        }
        boolean page = response.header("Content-Type", "").startsWith("text/");
        if (!page && !what.equals(WEAK) && !route.endsWith("/openapi.json")) {
            NEVER.stream().filter(told::contains).forEach(text -> violations.add(where + " and tells " + text));
        }
    }

    private void envelope(String where, Response response, String told) {
        try {
            JsonNode error = Json.mapper().readTree(told).path("error");
            boolean whole = error.path("code").asText().matches("[A-Z0-9_]+")
                    && !error.path("message").asText().isEmpty()
                    && error.path("details").isArray()
                    && error.path("request_id").asText().equals(response.header("X-Request-Id"));
            if (!whole) {
                violations.add(where + " without the envelope: " + told);
            }
        } catch (IOException e) {
            violations.add(where + " without JSON: " + told);
        }
    }

    private static String plain(String path) {
        return filled(path, "01990000-0000-7000-8000-000000000001");
    }

    private static String filled(String path, String value) {
        return path.replaceAll("\\{[^}]+}", java.util.regex.Matcher.quoteReplacement(value));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }
}
