package io.dotmac.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.model.Json;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.http.Route;
import io.dotmac.testing.LocalPostgres;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RequestsTest {
    private static final Access READ = Access.needs(Permission.FLEET_READ);
    private static final AtomicInteger LOADS = new AtomicInteger();
    private static final AtomicInteger VERSION = new AtomicInteger(1);
    private static final CountDownLatch ENTERED = new CountDownLatch(1);
    private static final CountDownLatch GO_ON = new CountDownLatch(1);
    private static final OkHttpClient HTTP = TestPlatform.http();
    private static TestPlatform platform;
    private static String operator;
    private static String other;

    /// A thing of the test's own routes.
    record Thing(int version, String text) {}

    /// What changes it.
    record NewThing(String text) {}

    @BeforeAll
    static void start() {
        platform = TestPlatform.start(
                LocalPostgres.shared().copyOf(TestPlatform.template()),
                Map.of("HTTP_SERVER__TRUSTED_ORIGINS", "https://noc.example", "FEATURES__SEARCH", "false"),
                List.of(
                        Route.get("/api/v1/panic", Access.open(), RequestsTest::panic),
                        Route.get("/api/v1/things", READ, RequestsTest::load)
                                .as("listThings", "Things")
                                .gives("thing", Thing.class)
                                .cached("thing"),
                        Route.post("/api/v1/things", READ, RequestsTest::thing)
                                .as("addThing", "Adds")
                                .takes(NewThing.class)
                                .gives("thing", Thing.class)
                                .changes("thing"),
                        Route.get("/api/v1/thing", READ, RequestsTest::versioned)
                                .as("getThing", "One")
                                .gives("thing", Thing.class)
                                .versioned(),
                        Route.put("/api/v1/thing", READ, RequestsTest::change)
                                .as("putThing", "Changes it")
                                .takes(NewThing.class)
                                .gives("thing", Thing.class)
                                .versioned(),
                        Route.post("/api/v1/slow", READ, RequestsTest::slow)
                                .as("slow", "Waits")
                                .gives("thing", Thing.class)
                                .needsIdempotencyKey(),
                        Route.get("/api/v1/flagged", READ, RequestsTest::thing)
                                .as("flagged", "Off")
                                .gives("thing", Thing.class)
                                .feature("search")));
        operator = platform.token(TestPlatform.OPERATOR);
        other = platform.token(TestPlatform.OTHER);
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void layersStandInOrder() {
        assertThat(platform.layers())
                .containsExactly(
                        "recovery",
                        "tracing",
                        "timeout",
                        "meta-inject",
                        "alerting",
                        "logger",
                        "error-handler",
                        "admission",
                        "authentication",
                        "rate-limit",
                        "permission",
                        "contract",
                        "cache",
                        "idempotency");
    }

    @Test
    void panicIsAnswered500AndTheNextRequestWorks() throws IOException {
        try (Response response = send(get("/api/v1/panic"))) {
            assertThat(response.code()).isEqualTo(500);
            assertThat(error(response).path("code").asText()).isEqualTo("INTERNAL");
            assertThat(response.header("X-Frame-Options")).isEqualTo("DENY");
        }
        try (Response response = send(get("/health"))) {
            assertThat(response.code()).isEqualTo(200);
        }
    }

    @Test
    void keptAnswerIsServedUntilAWriteAndPerTenant() throws IOException {
        for (String token : List.of(operator, other)) {
            assertThat(status(as(token, post("/api/v1/things", "{\"text\":\"x\"}"))))
                    .isEqualTo(200);
        }
        int before = LOADS.get();
        assertThat(cache(operator)).isEqualTo("MISS");
        assertThat(cache(operator)).isEqualTo("HIT");
        assertThat(cache(other)).as("of another tenant").isEqualTo("MISS");
        assertThat(LOADS.get() - before).as("handler was called").isEqualTo(2);

        try (Response response = send(as(operator, post("/api/v1/things", "{\"text\":\"x\"}")))) {
            assertThat(response.code()).isEqualTo(200);
        }

        assertThat(cache(operator)).isEqualTo("MISS");
        assertThat(cache(other)).isEqualTo("HIT");
        try (Response response = send(get("/metrics"))) {
            assertThat(response.body().string()).containsPattern("dotmac_cache_hit_ratio 0\\.[0-9]+");
        }
    }

    @Test
    void changeNeedsTheVersionThatItIsBasedOn() throws IOException {
        String tag;
        try (Response response = send(as(operator, get("/api/v1/thing")))) {
            tag = String.valueOf(response.header("ETag"));
            assertThat(tag).matches("\"[0-9]+\"");
        }
        try (Response response = send(as(operator, get("/api/v1/thing")).header("If-None-Match", tag))) {
            assertThat(response.code()).isEqualTo(304);
        }
        assertThat(put("")).isEqualTo(428);
        assertThat(put("\"99\"")).isEqualTo(412);
        assertThat(put("W/\"1\"")).isEqualTo(412);
        assertThat(put(tag)).isEqualTo(200);
        assertThat(put(tag)).as("somebody was faster").isEqualTo(412);
        assertThat(put("*")).isEqualTo(200);
    }

    @Test
    void orderGivenTwiceHasOneEffectAndTheSameAnswer() throws IOException {
        String body;
        try (Response response = send(order(operator, "key-1", "{\"name\":\"n1\"}"))) {
            assertThat(response.code()).isEqualTo(201);
            assertThat(response.header("Idempotent-Replayed")).isNull();
            body = response.body().string();
        }
        try (Response response = send(order(operator, "key-1", "{\"name\":\"n1\"}"))) {
            assertThat(response.code()).isEqualTo(201);
            assertThat(response.header("Idempotent-Replayed")).isEqualTo("true");
            assertThat(response.body().string()).isEqualTo(body);
        }
        assertThat(platform.value("select count(*) from fleet.enrolment_tokens where node_name = 'n1'"))
                .isEqualTo("1");
        try (Response response = send(order(operator, "key-1", "{\"name\":\"n2\"}"))) {
            assertThat(response.code()).isEqualTo(422);
        }
        try (Response response = send(order(other, "key-1", "{\"name\":\"n1\"}"))) {
            assertThat(response.code()).as("another's key").isEqualTo(201);
        }
    }

    @Test
    void refusedOrderLeavesNoRecord() throws IOException {
        try (Response response = send(order(operator, "key-2", "{\"ttl_seconds\":0}"))) {
            assertThat(response.code()).isEqualTo(400);
        }
        try (Response response = send(order(operator, "key-2", "{\"ttl_seconds\":60}"))) {
            assertThat(response.code()).isEqualTo(201);
        }
    }

    @Test
    void orderUnderWayIsNotBegunAgain() throws Exception {
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(RequestsTest::slowly);
        ENTERED.await();
        try (Response response = send(as(operator, post("/api/v1/slow", "")).header("Idempotency-Key", "slow"))) {
            assertThat(response.code()).isEqualTo(409);
            assertThat(error(response).path("code").asText()).isEqualTo("KEY_IN_USE");
            assertThat(response.header("Retry-After")).isEqualTo("1");
        } finally {
            GO_ON.countDown();
        }
        assertThat(first.get()).isEqualTo(200);
        try (Response response = send(as(operator, post("/api/v1/slow", "")))) {
            assertThat(response.code()).as("without a key").isEqualTo(400);
        }
    }

    @Test
    void largeAnswersAreGzippedSmallOnesAreNot() throws IOException {
        try (Response response = send(get("/metrics").header("Accept-Encoding", "gzip"))) {
            assertThat(response.header("Content-Encoding")).isEqualTo("gzip");
            assertThat(response.body().bytes()).startsWith(0x1f, 0x8b);
        }
        try (Response response = send(get("/metrics").header("Accept-Encoding", "gzip;q=0"))) {
            assertThat(response.header("Content-Encoding")).isNull();
        }
        try (Response response = send(get("/health/live").header("Accept-Encoding", "gzip"))) {
            assertThat(response.header("Content-Encoding")).isNull();
        }
    }

    @Test
    void pagesOfTrustedOriginsMayCall() throws IOException {
        try (Response response = send(preflight("https://noc.example"))) {
            assertThat(response.code()).isEqualTo(204);
            assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("https://noc.example");
            assertThat(response.header("Access-Control-Allow-Methods")).contains("GET");
            assertThat(response.header("Access-Control-Allow-Headers")).contains("Idempotency-Key");
        }
        try (Response response = send(preflight("https://evil.example"))) {
            assertThat(response.code()).isEqualTo(403);
            assertThat(response.header("Access-Control-Allow-Origin")).isNull();
        }
    }

    @Test
    void cookieStandsForATokenAndWritesNeedItsTwin() throws IOException {
        List<String> cookies;
        try (Response response = send(as(operator, post("/api/v1/auth/cookie", "")))) {
            assertThat(response.code()).isEqualTo(204);
            cookies = response.headers("Set-Cookie");
        }
        assertThat(cookies).hasSize(2);
        assertThat(cookies.get(0)).startsWith("dotmac_session=").contains("HttpOnly", "SameSite=Strict");
        assertThat(cookies.get(1)).startsWith("dotmac_csrf=").doesNotContain("HttpOnly");
        String cookie = first(cookies.get(0));
        String twin = first(cookies.get(1)).substring("dotmac_csrf=".length());

        assertThat(status(get("/api/v1/auth/me").header("Cookie", cookie))).isEqualTo(200);
        Request.Builder write = post("/api/v1/things", "{\"text\":\"x\"}").header("Cookie", cookie);
        assertThat(status(write)).isEqualTo(403);
        assertThat(status(write.header("X-CSRF-Token", twin + "x"))).isEqualTo(403);
        assertThat(status(write.header("X-CSRF-Token", twin))).isEqualTo(200);
    }

    @Test
    void typesThatAreNotSpokenAreRefused() throws IOException {
        Request.Builder form = new Request.Builder()
                .url(platform.at("/api/v1/things"))
                .post(RequestBody.create("text=x", MediaType.get("application/x-www-form-urlencoded")));
        assertThat(status(as(operator, form))).isEqualTo(415);
        assertThat(status(as(operator, get("/api/v1/things")).header("Accept", "text/html")))
                .isEqualTo(406);
        assertThat(status(as(operator, get("/api/v1/things")).header("Accept", "text/html, */*;q=0.1")))
                .isEqualTo(200);
        try (Response response = send(as(operator, post("/api/v1/thing", "{}")))) {
            assertThat(response.code()).isEqualTo(405);
            assertThat(response.header("Allow")).isEqualTo("GET, PUT");
        }
        byte[] large = new byte[(1 << 20) + 1];
        Request.Builder tooLarge = new Request.Builder()
                .url(platform.at("/api/v1/things"))
                .post(RequestBody.create(large, MediaType.get("application/json")));
        assertThat(status(as(operator, tooLarge))).isEqualTo(413);
        assertThat(status(as(operator, get("/api/v1/flagged")))).isEqualTo(404);
    }

    @Test
    void problemIsToldInTheFormOfRfc9457WhereAskedFor() throws IOException {
        try (Response response = send(get("/nothing").header("Accept", "application/problem+json"))) {
            JsonNode problem = Json.mapper().readTree(response.body().bytes());

            assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(problem.path("status").asInt()).isEqualTo(404);
            assertThat(problem.path("code").asText()).isEqualTo("NOT_FOUND");
            assertThat(problem.path("request_id").asText()).isEqualTo(response.header("X-Request-Id"));
        }
    }

    @Test
    void everyAnswerHasTheSecurityHeaders() throws IOException {
        try (Response response = send(get("/health/live"))) {
            List<String> names = List.of(
                    "Strict-Transport-Security",
                    "X-Content-Type-Options",
                    "X-Frame-Options",
                    "Content-Security-Policy",
                    "Referrer-Policy",
                    "Permissions-Policy",
                    "Cross-Origin-Resource-Policy");
            assertThat(names.stream().map(name -> name + ": " + response.header(name)))
                    .containsExactly(
                            "Strict-Transport-Security: max-age=31536000",
                            "X-Content-Type-Options: nosniff",
                            "X-Frame-Options: DENY",
                            "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
                            "Referrer-Policy: no-referrer",
                            "Permissions-Policy: camera=(), geolocation=(), microphone=()",
                            "Cross-Origin-Resource-Policy: same-origin");
            assertThat(response.header("Server"))
                    .as("tells nobody what runs here")
                    .isNull();
        }
    }

    private static Answer panic(Call call) {
        throw new AssertionError("as bad as it gets");
    }

    private static Answer load(Call call) {
        LOADS.incrementAndGet();
        return thing(call);
    }

    private static Answer thing(Call call) {
        return Documents.one(call, "thing", "1", new Thing(1, "x"));
    }

    private static Answer versioned(Call call) {
        int version = VERSION.get();
        return Documents.one(call, "thing", "1", new Thing(version, "x")).version(version);
    }

    private static Answer change(Call call) {
        long version = call.expectedVersion().orElse((long) VERSION.get());
        if (!VERSION.compareAndSet((int) version, (int) version + 1)) {
            throw Refusal.outdated("thing 1 has version " + VERSION.get() + ", not " + version);
        }
        return versioned(call);
    }

    private static Answer slow(Call call) {
        ENTERED.countDown();
        try {
            GO_ON.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return thing(call);
    }

    private static int slowly() {
        try {
            return status(as(operator, post("/api/v1/slow", "")).header("Idempotency-Key", "slow"));
        } catch (IOException e) {
            return 0;
        }
    }

    private static String first(String cookie) {
        return cookie.substring(0, cookie.indexOf(';'));
    }

    private static String cache(String token) throws IOException {
        try (Response response = send(as(token, get("/api/v1/things")))) {
            assertThat(response.code()).isEqualTo(200);
            return String.valueOf(response.header("X-Cache"));
        }
    }

    private static int put(String tag) throws IOException {
        Request.Builder request = new Request.Builder()
                .url(platform.at("/api/v1/thing"))
                .put(RequestBody.create("{\"text\":\"y\"}", MediaType.get("application/json")));
        if (!tag.isEmpty()) {
            request.header("If-Match", tag);
        }
        return status(as(operator, request));
    }

    private static Request.Builder order(String token, String key, String body) {
        return as(token, post("/api/v1/agents/enrolment-tokens", body)).header("Idempotency-Key", key);
    }

    private static Request.Builder preflight(String origin) {
        return new Request.Builder()
                .url(platform.at("/api/v1/nodes"))
                .method("OPTIONS", null)
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "GET");
    }

    private static Request.Builder get(String path) {
        return new Request.Builder().url(platform.at(path));
    }

    private static Request.Builder post(String path, String body) {
        return new Request.Builder()
                .url(platform.at(path))
                .post(RequestBody.create(body, MediaType.get("application/json")));
    }

    private static Request.Builder as(String token, Request.Builder request) {
        return request.header("Authorization", "Bearer " + token);
    }

    private static int status(Request.Builder request) throws IOException {
        try (Response response = send(request)) {
            return response.code();
        }
    }

    private static Response send(Request.Builder request) throws IOException {
        return HTTP.newCall(request.build()).execute();
    }

    private static JsonNode error(Response response) throws IOException {
        return Json.mapper().readTree(response.body().bytes()).path("error");
    }
}
