package io.dotmac.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.RateClass;
import io.dotmac.server.platform.http.Route;
import io.dotmac.testing.LocalPostgres;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
    private static final Access READ = Access.needs(Permission.FLEET_READ);
    private static final Map<String, String> LIMITS = Map.of(
            "RATE_LIMITS__API", "100/1m",
            "RATE_LIMITS__SEARCH", "30/1m",
            "RATE_LIMITS__BULK", "10/1h",
            "RATE_LIMITS__STAFF", "600/1m",
            "HTTP_SERVER__TRUSTED_PROXIES", "127.0.0.0/8",
            "HTTP_SERVER__DENIED_NETWORKS", "203.0.113.0/24",
            "HTTP_SERVER__DENIED_COUNTRIES", "KP");
    private static final List<Route> ROUTES = List.of(
            Route.get("/api/v1/found", READ, call -> Answer.empty())
                    .as("find", "Finds")
                    .limited(RateClass.SEARCH),
            Route.post("/api/v1/bulk", READ, call -> Answer.empty())
                    .as("bulk", "Does much")
                    .limited(RateClass.BULK));

    private static TestPlatform one;
    private static TestPlatform two;
    private static TestPlatform alone;
    private static TestPlatform generous;
    private static int clients;

    @BeforeAll
    static void start() {
        String database = LocalPostgres.shared().copyOf(TestPlatform.template());
        one = TestPlatform.start(database, LIMITS, ROUTES);
        two = TestPlatform.start(database, LIMITS, ROUTES);
        Map<String, String> noRedis = new java.util.HashMap<>(LIMITS);
        noRedis.put("REDIS__PORT", "1");
        alone = TestPlatform.start(database, noRedis, ROUTES);
        generous = TestPlatform.start(database, Map.of(), List.of());
    }

    @AfterAll
    static void stop() {
        List.of(one, two, alone, generous).forEach(TestPlatform::close);
    }

    @Test
    void hundredCallsAMinuteAndUserAcrossServers() throws IOException {
        String token = generous.token(TestPlatform.VIEWER);
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            statuses.add(status(get(i % 2 == 0 ? one : two, "/api/v1/auth/me", token)));
        }
        assertThat(statuses).containsOnly(200);
        try (Response response = send(get(one, "/api/v1/auth/me", token))) {
            assertThat(response.code()).as("call 101").isEqualTo(429);
            assertThat(response.header("Retry-After")).matches("[1-6]");
            assertThat(response.header("RateLimit-Policy")).isEqualTo("\"api\";q=100;w=60");
            assertThat(response.header("RateLimit")).startsWith("\"api\";r=0;t=");
            assertThat(response.body().string()).contains("RATE_LIMITED", "at most 100 calls in 60 s");
        }
        assertThat(status(get(two, "/api/v1/auth/me", generous.token(TestPlatform.ROOT))))
                .as("staff have their own limit")
                .isEqualTo(200);
        assertThat(TestPlatform.redisKeys("rl:*:api:*"))
                .isNotEmpty()
                .allSatisfy(key -> assertThat(TestPlatform.redisTtl(key))
                        .as("of %s, gone meanwhile if -2, kept for ever if -1", key)
                        .isNotEqualTo(-1)
                        .isLessThanOrEqualTo(60_000));
    }

    @Test
    void fiveLogInsAMinuteAndAddress() throws IOException {
        String address = address();
        List<Integer> statuses = IntStream.range(0, 6)
                .mapToObj(i -> logIn(i % 2 == 0 ? one : two, address))
                .toList();

        assertThat(statuses).containsExactly(401, 401, 401, 401, 401, 429);
        assertThat(logIn(one, address())).as("from elsewhere").isEqualTo(401);
    }

    @Test
    void usersOfATenantShareItsSearches() throws IOException {
        String viewer = generous.token(TestPlatform.VIEWER);
        String operator = generous.token(TestPlatform.OPERATOR);
        for (int i = 0; i < 30; i++) {
            assertThat(status(get(one, "/api/v1/found", i % 2 == 0 ? viewer : operator)))
                    .isEqualTo(204);
        }
        assertThat(status(get(two, "/api/v1/found", operator))).isEqualTo(429);
        assertThat(status(get(two, "/api/v1/found", generous.token(TestPlatform.OTHER))))
                .isEqualTo(204);
    }

    @Test
    void tenBulkOperationsAnHour() throws IOException {
        String token = generous.token(TestPlatform.OPERATOR);
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            statuses.add(status(post(one, "/api/v1/bulk").header("Authorization", "Bearer " + token)));
        }
        assertThat(statuses.subList(0, 10)).containsOnly(204);
        assertThat(statuses.get(10)).isEqualTo(429);
    }

    @Test
    void withoutRedisEachServerStillCounts() throws IOException {
        String address = address();
        List<Integer> statuses =
                IntStream.range(0, 6).mapToObj(i -> logIn(alone, address)).toList();

        assertThat(statuses).containsExactly(401, 401, 401, 401, 401, 429);
        try (Response response = send(new Request.Builder().url(alone.at("/metrics")))) {
            assertThat(response.body().string()).contains("dotmac_rate_limits_alone 1.0");
        }
    }

    @Test
    void onlyTheRightMostUntrustedHopIsBelieved() throws IOException {
        String address = address();
        IntStream.range(0, 5).forEach(i -> logIn(one, "198.51.100." + i + ", " + address + ", 127.0.0.9"));

        assertThat(logIn(one, address)).isEqualTo(429);
        assertThat(logIn(generous, "203.0.113.7")).as("not behind a proxy").isEqualTo(401);
    }

    @Test
    void deniedNetworksAndCountriesAreTurnedAway() throws IOException {
        assertThat(logIn(one, "203.0.113.7")).isEqualTo(403);
        Request.Builder request = new Request.Builder().url(one.at("/health"));
        assertThat(status(request.header("CF-IPCountry", "kp"))).isEqualTo(403);
        assertThat(status(request.header("CF-IPCountry", "DE"))).isEqualTo(200);
    }

    private static synchronized String address() {
        clients++;
        return "198.51.101." + clients;
    }

    private static int logIn(TestPlatform platform, String forwardedFor) {
        String body = "{\"email\":\"nobody." + UUID.randomUUID() + "@example.org\",\"password\":\"wrong password\"}";
        try {
            return status(new Request.Builder()
                    .url(platform.at("/api/v1/auth/login"))
                    .header("X-Forwarded-For", forwardedFor)
                    .post(RequestBody.create(body, MediaType.get("application/json"))));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Request.Builder get(TestPlatform platform, String path, String token) {
        return new Request.Builder().url(platform.at(path)).header("Authorization", "Bearer " + token);
    }

    private static Request.Builder post(TestPlatform platform, String path) {
        return new Request.Builder()
                .url(platform.at(path))
                .post(RequestBody.create("", MediaType.get("application/json")));
    }

    private static int status(Request.Builder request) throws IOException {
        try (Response response = send(request)) {
            return response.code();
        }
    }

    private static Response send(Request.Builder request) throws IOException {
        return TestPlatform.http().newCall(request.build()).execute();
    }
}
