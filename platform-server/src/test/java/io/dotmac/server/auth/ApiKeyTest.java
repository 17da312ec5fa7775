package io.dotmac.server.auth;

import static io.dotmac.server.auth.People.active;
import static io.dotmac.server.auth.People.me;
import static io.dotmac.server.auth.People.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.client.ApiClient;
import io.dotmac.model.auth.ApiKey;
import io.dotmac.model.auth.MadeApiKey;
import io.dotmac.model.auth.NewApiKey;
import io.dotmac.model.auth.NewServiceAccount;
import io.dotmac.model.auth.PasswordChange;
import io.dotmac.model.auth.UserAccount;
import io.dotmac.server.TestPlatform;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ApiKeyTest {
    private static TestPlatform platform;
    private static People people;
    private static ApiClient owner;
    private static UUID service;

    @BeforeAll
    static void start() throws IOException {
        platform = TestPlatform.start();
        people = new People(platform);
        owner = people.owner("owner@acme.example");
        service = owner.post(
                        "/api/v1/service-accounts",
                        new NewServiceAccount(
                                "exporter",
                                List.of("integration"),
                                Optional.of(List.of("customer:read")),
                                Optional.empty()),
                        UserAccount.class)
                .id();
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void serviceAccountIsLetInByItsKeyWithinItsScope() throws IOException {
        MadeApiKey made = make("fleet:read");
        ApiClient client = platform.client(Optional.of(made.key()));

        assertThat(made.key()).startsWith("dmk_").startsWith(made.apiKey().prefix());
        assertThat(me(client).permissions()).containsExactly("fleet:read");
        assertThat(status(() -> client.list("/api/v1/nodes", Object.class))).isEqualTo(200);
        assertThat(status(() -> client.list("/api/v1/users", UserAccount.class)))
                .isEqualTo(403);
        assertThat(status(() -> client.send(
                        "POST", "/api/v1/auth/password", new PasswordChange("old", "new one, long enough"))))
                .isEqualTo(403);
        assertThat(platform.value("select count(*) from api_keys where key_hash = '" + made.key() + "'"))
                .isEqualTo("0");
    }

    @Test
    void toolsMaySendTheKeyInAHeaderOfItsOwn() throws IOException {
        Request request = new Request.Builder()
                .url(platform.at("/api/v1/nodes"))
                .header("X-API-Key", make("fleet:read").key())
                .build();
        try (Response response = TestPlatform.http().newCall(request).execute()) {
            assertThat(response.code()).isEqualTo(200);
        }
    }

    @Test
    void revokedKeyIsRefusedByAllServersWithinASecond() throws IOException {
        MadeApiKey made = make("fleet:read");
        try (TestPlatform second = TestPlatform.start(platform.database(), Map.of())) {
            ApiClient there = second.client(Optional.of(made.key()));
            ApiClient here = platform.client(Optional.of(made.key()));
            me(there);
            me(here);

            owner.send("DELETE", "/api/v1/api-keys/" + made.apiKey().id(), null);

            assertThat(status(() -> me(here))).isEqualTo(401);
            await().atMost(Duration.ofSeconds(1)).until(() -> status(() -> me(there)) == 401);
        }
    }

    @Test
    void keyEndsAndIsBoundToNetworks() throws IOException {
        Instant soon = platform.clock().instant().plusSeconds(60);
        MadeApiKey ending = owner.post(
                "/api/v1/api-keys",
                new NewApiKey("k", List.of("fleet:read"), Optional.of(service), Optional.of(soon), Optional.empty()),
                MadeApiKey.class);
        MadeApiKey elsewhere = networks("10.0.0.0/8");
        MadeApiKey local = networks("127.0.0.0/8");
        ApiClient client = platform.client(Optional.of(ending.key()));
        me(client);

        assertThat(status(() -> me(platform.client(Optional.of(elsewhere.key())))))
                .isEqualTo(401);
        me(platform.client(Optional.of(local.key())));
        platform.clock().advance(Duration.ofSeconds(61));
        assertThat(status(() -> me(client))).isEqualTo(401);
        assertThat(status(() -> networks("not a network"))).isEqualTo(400);
    }

    @Test
    void keyDiesWithItsOwner() throws IOException {
        UUID other = owner.post(
                        "/api/v1/service-accounts",
                        new NewServiceAccount("brief", List.of("integration"), Optional.empty(), Optional.empty()),
                        UserAccount.class)
                .id();
        MadeApiKey made = owner.post(
                "/api/v1/api-keys",
                new NewApiKey("k", List.of("fleet:read"), Optional.of(other), Optional.empty(), Optional.empty()),
                MadeApiKey.class);
        ApiClient client = platform.client(Optional.of(made.key()));
        me(client);

        owner.send("PATCH", "/api/v1/users/" + other, active(false));

        assertThat(status(() -> me(client))).isEqualTo(401);
    }

    @Test
    void keyIsGivenNothingThatItsOwnerOrMakerLacks() {
        assertThat(status(() -> make("user:write"))).isEqualTo(400);
        assertThat(status(() -> make("ops:write"))).isEqualTo(400);
    }

    @Test
    void keysAreListedAndNotedWhenUsedAndOfOnesOwnTenant() throws IOException {
        MadeApiKey made = make("fleet:read");
        me(platform.client(Optional.of(made.key())));
        ApiClient stranger = platform.as(TestPlatform.OTHER);

        List<ApiKey> found =
                owner.list("/api/v1/api-keys?filter=prefix=" + made.apiKey().prefix(), ApiKey.class);

        assertThat(found).singleElement().matches(key -> key.lastUsedAt().isPresent());
        assertThat(stranger.list("/api/v1/api-keys", ApiKey.class)).isEmpty();
        assertThat(status(() -> stranger.send(
                        "DELETE", "/api/v1/api-keys/" + made.apiKey().id(), null)))
                .isEqualTo(404);
    }

    private static MadeApiKey make(String permission) throws IOException {
        return owner.post(
                "/api/v1/api-keys",
                new NewApiKey("k", List.of(permission), Optional.of(service), Optional.empty(), Optional.empty()),
                MadeApiKey.class);
    }

    private static MadeApiKey networks(String network) throws IOException {
        return owner.post(
                "/api/v1/api-keys",
                new NewApiKey(
                        "k",
                        List.of("fleet:read"),
                        Optional.of(service),
                        Optional.empty(),
                        Optional.of(List.of(network))),
                MadeApiKey.class);
    }
}
