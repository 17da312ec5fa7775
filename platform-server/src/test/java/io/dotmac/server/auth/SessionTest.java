package io.dotmac.server.auth;

import static io.dotmac.server.auth.People.me;
import static io.dotmac.server.auth.People.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.client.ApiClient;
import io.dotmac.model.auth.LogInSession;
import io.dotmac.model.auth.Refresh;
import io.dotmac.model.auth.Tokens;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.platform.cache.Redis;
import io.dotmac.server.platform.cache.Redis.Area;
import io.dotmac.server.platform.cache.RedisConfig;
import io.dotmac.server.platform.config.Secret;
import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SessionTest {
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    private static TestPlatform platform;
    private static TestPlatform second;
    private static People people;

    @BeforeAll
    static void start() {
        platform = TestPlatform.start();
        second = TestPlatform.start(platform.database(), Map.of());
        people = new People(platform);
    }

    @AfterAll
    static void stop() {
        second.close();
        platform.close();
    }

    @Test
    void sessionLivesInRedisForAnHour() throws IOException {
        Tokens tokens = people.logIn(TestPlatform.OPERATOR);
        String key = "auth:session:" + current(people.with(tokens)).id();

        Long ttl = TestPlatform.sharedRedis().call(Area.SESSION, commands -> commands.ttl(key));

        assertThat(ttl).isGreaterThan(3500).isLessThanOrEqualTo(3600);
    }

    @Test
    void tokenWhoseSessionIsGoneFromRedisIsRefusedUntilItIsRenewed() throws IOException {
        Tokens tokens = people.logIn(TestPlatform.OPERATOR);
        ApiClient client = people.with(tokens);
        String key = "auth:session:" + current(client).id();
        TestPlatform.sharedRedis().call(Area.SESSION, commands -> commands.del(key));

        await().atMost(A_SECOND).until(() -> status(() -> me(client)) == 401);
        Tokens renewed =
                platform.anonymous().post("/api/v1/auth/refresh", new Refresh(tokens.refreshToken()), Tokens.class);

        assertThat(me(people.with(renewed)).email()).isEqualTo(TestPlatform.OPERATOR);
    }

    @Test
    void revokedSessionIsRefusedByAllServersWithinASecond() throws IOException {
        Tokens tokens = people.logIn(TestPlatform.OPERATOR);
        ApiClient there = second.client(Optional.of(tokens.accessToken()));
        ApiClient here = people.with(tokens);
        me(there); // so that this server has verified the token and seen the session
        me(here);

        here.send("DELETE", "/api/v1/auth/sessions/" + current(here).id(), null);

        assertThat(status(() -> me(here))).isEqualTo(401);
        await().atMost(A_SECOND).until(() -> status(() -> me(there)) == 401);
        assertThat(status(() -> second.anonymous()
                        .post("/api/v1/auth/refresh", new Refresh(tokens.refreshToken()), Tokens.class)))
                .isEqualTo(401);
    }

    @Test
    void otherSessionsEndAndTheOneThatAsksGoesOn() throws IOException {
        ApiClient first = people.with(people.logIn(TestPlatform.OTHER));
        ApiClient other = people.with(people.logIn(TestPlatform.OTHER));
        assertThat(sessions(first)).hasSizeGreaterThan(1);

        first.send("DELETE", "/api/v1/auth/sessions?keep=current", null);

        assertThat(sessions(first)).singleElement().matches(LogInSession::current);
        assertThat(status(() -> me(other))).isEqualTo(401);
    }

    @Test
    void othersSessionsAreForThoseWithThePermissionInTheSameTenant() throws IOException {
        ApiClient viewer = people.with(people.logIn(TestPlatform.VIEWER));
        String path = "/api/v1/users/" + people.id(TestPlatform.VIEWER) + "/sessions";
        ApiClient owner = people.owner("owner-of-sessions@acme.example");
        String strangers = "/api/v1/users/" + people.id(TestPlatform.OTHER) + "/sessions";

        assertThat(status(() -> viewer.list(path, LogInSession.class))).isEqualTo(403);
        assertThat(status(() -> owner.list(strangers, LogInSession.class))).isEqualTo(404);
        assertThat(status(() -> owner.send("DELETE", strangers, null))).isEqualTo(404);
        assertThat(owner.list(path, LogInSession.class)).isNotEmpty();
        owner.send("DELETE", path, null);

        assertThat(status(() -> me(viewer))).isEqualTo(401);
    }

    @Test
    void sessionThatGoesOnIsNotAskedAboutAgainAndAgain() throws IOException {
        LocalRedis redis = LocalRedis.start(0);
        try (TestPlatform alone =
                        TestPlatform.start(TestPlatform.copy(), Map.of("REDIS__PORT", Integer.toString(redis.port())));
                Redis inspector = new Redis(new RedisConfig("127.0.0.1", redis.port(), "", new Secret(""), 0, 1, 2))) {
            ApiClient client = alone.client(
                    Optional.of(new People(alone).logIn(TestPlatform.OPERATOR).accessToken()));

            await().atMost(Duration.ofSeconds(20)).pollInterval(A_SECOND).until(() -> {
                me(client);
                String before = asked(inspector);
                for (int times = 0; times < 5; times++) {
                    await().pollDelay(Duration.ofMillis(500)).until(() -> me(client) != null);
                }
                return asked(inspector).equals(before);
            });
        }
        redis.close();
    }

    /// How often sessions were read.
    private static String asked(Redis inspector) {
        return inspector
                .call(Area.SESSION, commands -> commands.info("commandstats"))
                .lines()
                .filter(line -> line.startsWith("cmdstat_mget"))
                .map(line -> line.replaceFirst(",.*", ""))
                .findFirst()
                .orElse("");
    }

    @Test
    void withoutRedisAccessGoesOnAndRenewalWaits() throws IOException {
        LocalRedis redis = LocalRedis.start(0);
        try (TestPlatform alone =
                TestPlatform.start(TestPlatform.copy(), Map.of("REDIS__PORT", Integer.toString(redis.port())))) {
            Tokens tokens = new People(alone).logIn(TestPlatform.OPERATOR);
            ApiClient client = alone.client(Optional.of(tokens.accessToken()));
            me(client);

            redis.close();

            assertThat(me(client).email()).isEqualTo(TestPlatform.OPERATOR);
            assertThat(status(() -> alone.anonymous()
                            .post("/api/v1/auth/refresh", new Refresh(tokens.refreshToken()), Tokens.class)))
                    .isEqualTo(503);
            assertThat(new People(alone).logIn(TestPlatform.VIEWER).user().email())
                    .isEqualTo(TestPlatform.VIEWER);
        }
    }

    private static LogInSession current(ApiClient client) throws IOException {
        return sessions(client).stream().filter(LogInSession::current).findAny().orElseThrow();
    }

    private static List<LogInSession> sessions(ApiClient client) throws IOException {
        return client.list("/api/v1/auth/sessions", LogInSession.class);
    }
}
