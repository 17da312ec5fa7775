package io.dotmac.server.auth;

import static io.dotmac.server.auth.People.active;
import static io.dotmac.server.auth.People.me;
import static io.dotmac.server.auth.People.refusal;
import static io.dotmac.server.auth.People.roles;
import static io.dotmac.server.auth.People.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.client.ApiClient;
import io.dotmac.model.auth.EffectivePermissions;
import io.dotmac.model.auth.LogIn;
import io.dotmac.model.auth.MadeUser;
import io.dotmac.model.auth.NewServiceAccount;
import io.dotmac.model.auth.NewUser;
import io.dotmac.model.auth.PasswordReset;
import io.dotmac.model.auth.RoleDraft;
import io.dotmac.model.auth.RoleInfo;
import io.dotmac.model.auth.Tokens;
import io.dotmac.model.auth.UserAccount;
import io.dotmac.model.auth.UserChange;
import io.dotmac.server.TestPlatform;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class UsersTest {
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    private static TestPlatform platform;
    private static People people;
    private static ApiClient root;
    private static ApiClient owner;

    @BeforeAll
    static void start() throws IOException {
        platform = TestPlatform.start();
        people = new People(platform);
        root = platform.as(TestPlatform.ROOT);
        owner = people.owner("owner@acme.example");
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void permissionsAreTheUnionOfRolesAndOnesOwn() throws IOException {
        UserAccount made = owner.post(
                        "/api/v1/users",
                        new NewUser(
                                "union@acme.example",
                                "U",
                                List.of("viewer", "billing-clerk"),
                                Optional.of(List.of("audit:read")),
                                Optional.of(TestPlatform.PASSWORD),
                                Optional.empty()),
                        MadeUser.class)
                .user();

        EffectivePermissions told =
                owner.get("/api/v1/users/" + made.id() + "/permissions", EffectivePermissions.class);

        assertThat(told.effective())
                .containsExactly("alert:read", "audit:read", "customer:read", "customer:write", "fleet:read")
                .isEqualTo(me(platform.as("union@acme.example")).permissions());
        assertThat(told.direct()).containsExactly("audit:read");
    }

    @Test
    void changeOfRolesWorksAtOnceWithTheSameToken() throws IOException {
        people.make(owner, "riser@acme.example", Optional.empty(), "viewer");
        ApiClient riser = platform.as("riser@acme.example");
        assertThat(status(() -> riser.list("/api/v1/users", UserAccount.class))).isEqualTo(403);

        owner.send("PATCH", path("riser@acme.example"), roles("admin"));
        assertThat(status(() -> riser.list("/api/v1/users", UserAccount.class))).isEqualTo(200);
        owner.send("PATCH", path("riser@acme.example"), roles("viewer"));

        assertThat(status(() -> riser.list("/api/v1/users", UserAccount.class))).isEqualTo(403);
    }

    @Test
    void changeOfARoleWorksOnAllServersWithinASecond() throws IOException {
        owner.send(
                "PUT", "/api/v1/roles/night-shift", new RoleDraft("Nights", List.of("fleet:read"), Optional.empty()));
        people.make(owner, "night@acme.example", Optional.empty(), "night-shift");
        Tokens tokens = people.logIn("night@acme.example");
        try (TestPlatform second = TestPlatform.start(platform.database(), Map.of())) {
            ApiClient there = second.client(Optional.of(tokens.accessToken()));
            assertThat(status(() -> there.list("/api/v1/users", UserAccount.class)))
                    .isEqualTo(403);

            owner.send(
                    "PUT",
                    "/api/v1/roles/night-shift",
                    new RoleDraft("Nights", List.of("fleet:read", "user:read"), Optional.empty()));

            await().atMost(A_SECOND).until(() -> status(() -> there.list("/api/v1/users", UserAccount.class)) == 200);
        }
        assertThat(refusal(() -> owner.send("DELETE", "/api/v1/roles/night-shift", null))
                        .problem()
                        .code())
                .isEqualTo("ROLE_IN_USE");
    }

    @Test
    void roleOfOneKindIsNotGivenToAnother() throws IOException {
        assertThat(status(() -> people.make(owner, "k1@acme.example", Optional.empty(), "super-admin")))
                .isEqualTo(400);
        assertThat(status(() -> people.make(owner, "k2@acme.example", Optional.empty(), "integration")))
                .isEqualTo(400);
        assertThat(status(() -> people.make(root, "k3@platform.example", Optional.empty(), "owner")))
                .isEqualTo(400);
        assertThat(status(() -> owner.post(
                        "/api/v1/service-accounts",
                        new NewServiceAccount("s", List.of("operator"), Optional.empty(), Optional.empty()),
                        UserAccount.class)))
                .isEqualTo(400);
        assertThat(status(() -> owner.send(
                        "PUT", "/api/v1/roles/too-much", new RoleDraft("", List.of("ops:write"), Optional.empty()))))
                .isEqualTo(400);
    }

    @Test
    void whatIsRefusedIsShownInShort() {
        RoleDraft draft = new RoleDraft("", List.of("p".repeat(100)), Optional.empty());

        assertThat(refusal(() -> owner.send("PUT", "/api/v1/roles/odd", draft)).getMessage())
                .contains("has " + "p".repeat(80) + "..., which is none");
    }

    @Test
    void nobodyGivesWhatHeLacksNorWorksOnWhoMayDoMore() throws IOException {
        people.make(owner, "admin@acme.example", Optional.empty(), "admin");
        ApiClient admin = platform.as("admin@acme.example");

        assertThat(status(() -> people.make(admin, "n1@acme.example", Optional.empty(), "owner")))
                .isEqualTo(403);
        assertThat(status(() -> admin.send("PATCH", path("admin@acme.example"), roles("owner"))))
                .isEqualTo(403);
        assertThat(status(() -> admin.send("PATCH", path("owner@acme.example"), active(false))))
                .isEqualTo(403);
        assertThat(status(() -> admin.send("POST", path("owner@acme.example") + "/password-reset", null)))
                .isEqualTo(403);
        assertThat(status(() -> admin.send(
                        "PUT", "/api/v1/roles/lift", new RoleDraft("", List.of("tenant:configure"), Optional.empty()))))
                .isEqualTo(403);
        people.make(admin, "n2@acme.example", Optional.empty(), "support");
    }

    @Test
    void disabledUserIsOutAtOnceAndBackWhenEnabled() throws IOException {
        people.make(owner, "gone@acme.example", Optional.empty(), "viewer");
        ApiClient gone = platform.as("gone@acme.example");

        owner.send("PATCH", path("gone@acme.example"), active(false));

        assertThat(status(() -> me(gone))).isEqualTo(401);
        assertThat(status(() -> people.logIn("gone@acme.example"))).isEqualTo(401);
        owner.send("PATCH", path("gone@acme.example"), active(true));
        people.logIn("gone@acme.example");
    }

    @Test
    void lastSuperAdminStays() {
        for (UserChange change : List.of(active(false), roles("platform-operator"))) {
            assertThat(refusal(() -> root.send("PATCH", path(TestPlatform.ROOT), change))
                            .problem()
                            .code())
                    .isEqualTo("LAST_SUPER_ADMIN");
        }
        assertThat(status(() -> root.send("DELETE", path(TestPlatform.ROOT), null)))
                .isEqualTo(409);
    }

    @Test
    void ofTwoOwnersWhoAreTakenAwayAtOnceOneStays() throws Exception {
        for (String email : List.of("a@bolt.example", "b@bolt.example")) {
            people.make(root, email, Optional.of("bolt"), "owner");
        }
        Callable<Integer> first = () -> status(() -> root.send("PATCH", path("a@bolt.example"), active(false)));
        Callable<Integer> second = () -> status(() -> root.send("PATCH", path("b@bolt.example"), roles("viewer")));
        try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> statuses = both.invokeAll(List.of(first, second)).stream()
                    .map(Future::resultNow)
                    .sorted()
                    .toList();

            assertThat(statuses).containsExactly(200, 409);
        }
        assertThat(platform.value("select count(*) from users where active and roles @> '{owner}' and tenant_id ="
                        + " (select id from tenants where slug = 'bolt')"))
                .isEqualTo("1");
    }

    @Test
    void anotherTenantsPeopleDoNotExist() {
        String stranger = path(TestPlatform.OTHER);

        assertThat(Stream.of(
                        status(() -> owner.get(stranger, UserAccount.class)),
                        status(() -> owner.send("PATCH", stranger, active(false))),
                        status(() -> owner.send("DELETE", stranger, null)),
                        status(() -> owner.send("POST", stranger + "/unlock", null)),
                        status(() -> owner.send("POST", stranger + "/password-reset", null)),
                        status(() -> owner.get(stranger + "/permissions", EffectivePermissions.class)),
                        status(() -> owner.get(path(TestPlatform.ROOT), UserAccount.class)),
                        status(() -> owner.list("/api/v1/users?tenant=bolt", UserAccount.class)),
                        status(() -> owner.list("/api/v1/roles?tenant=bolt", RoleInfo.class)),
                        status(() -> owner.get("/api/v1/users/" + UUID.randomUUID(), UserAccount.class))))
                .containsOnly(404);
    }

    @Test
    void invitedPersonChoosesAPasswordOnce() throws IOException {
        MadeUser made = owner.post(
                "/api/v1/users",
                new NewUser(
                        "invited@acme.example",
                        "I",
                        List.of("viewer"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                MadeUser.class);
        String token = made.invitation().orElseThrow().token();
        assertThat(made.user().invited()).isTrue();

        platform.anonymous()
                .send("POST", "/api/v1/auth/password/reset", new PasswordReset(token, "a long walk at night"));

        assertThat(status(() -> platform.anonymous()
                        .send("POST", "/api/v1/auth/password/reset", new PasswordReset(token, "another long walk"))))
                .isEqualTo(401);
        platform.anonymous()
                .post("/api/v1/auth/login", new LogIn("invited@acme.example", "a long walk at night"), Tokens.class);
    }

    @Test
    void listIsOfOnesOwnTenantAndCanBeFiltered() throws IOException {
        assertThat(owner.list("/api/v1/users?limit=2", UserAccount.class)).hasSize(2);
        assertThat(owner.list("/api/v1/users?limit=200", UserAccount.class))
                .isNotEmpty()
                .allMatch(user -> user.tenant().equals(Optional.of("acme")));
        assertThat(owner.list("/api/v1/users?filter=email=owner@acme.example", UserAccount.class))
                .hasSize(1);
        assertThat(root.list("/api/v1/users", UserAccount.class))
                .extracting(user -> user.email().orElseThrow())
                .containsExactly(TestPlatform.ROOT);
    }

    @Test
    void changesAreAudited() throws IOException {
        UserAccount made = people.make(owner, "audited@acme.example", Optional.empty(), "viewer");
        owner.send("PATCH", "/api/v1/users/" + made.id(), roles("operator"));

        assertThat(platform.value("select string_agg(action, ' ' order by seq) from audit_logs where target_id = '"
                        + made.id() + "'"))
                .isEqualTo("user.created user.changed");
        assertThat(platform.value("select before::text || after::text from audit_logs where action = 'user.changed'"
                        + " and target_id = '" + made.id() + "'"))
                .contains("viewer")
                .contains("operator");
    }

    private static String path(String email) {
        return "/api/v1/users/" + people.id(email);
    }
}
