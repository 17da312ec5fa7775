package io.dotmac.server.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dotmac.client.ApiClient;
import io.dotmac.client.ApiException;
import io.dotmac.model.Json;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.tenant.NewTenant;
import io.dotmac.model.tenant.TenantChange;
import io.dotmac.model.tenant.TenantInfo;
import io.dotmac.model.tenant.TenantReason;
import io.dotmac.model.tenant.TenantState;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.TestReports;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenantsTest {
    private static TestPlatform platform;
    private static ApiClient root;

    @BeforeAll
    static void start() {
        platform = TestPlatform.start();
        root = platform.as(TestPlatform.ROOT);
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void newTenantIsMadeWithSchemaAndSettingsAndNoted() throws IOException {
        TenantInfo made = root.post(
                "/api/v1/tenants",
                new NewTenant(
                        "lagos_net", "Lagos Net", Optional.of("Africa/Lagos"), Optional.of("NGN"), Optional.empty()),
                TenantInfo.class);

        assertThat(made.state()).isEqualTo(TenantState.ACTIVE);
        assertThat(platform.value(
                        "select time_zone || ' ' || currency || ' ' || language from tenant_lagos_net.settings"))
                .isEqualTo("Africa/Lagos NGN en");
        assertThat(platform.value(
                        "select action || ' ' || actor_kind from audit_logs where target_id = '" + made.id() + "'"))
                .startsWith("tenant.created ");
        assertThat(root.get("/api/v1/tenants/" + made.id(), TenantInfo.class)).isEqualTo(made);
    }

    @ParameterizedTest
    @CsvSource({
        "acme, Name, UTC, 409, TENANT_EXISTS",
        "Acme, Name, UTC, 400, MALFORMED",
        "a-b, Name, UTC, 400, MALFORMED",
        "'x''; drop schema public; --', Name, UTC, 400, MALFORMED",
        "good, ' ', UTC, 400, MALFORMED",
        "good, Name, Mars/Base, 400, MALFORMED"
    })
    void tenantThatCannotBeIsRefusedAndLeavesNothing(String slug, String name, String zone, int status, String code) {
        NewTenant wanted = new NewTenant(slug, name, Optional.of(zone), Optional.empty(), Optional.empty());

        assertThatThrownBy(() -> root.post("/api/v1/tenants", wanted, TenantInfo.class))
                .isInstanceOfSatisfying(ApiException.class, refused -> {
                    assertThat(refused.status()).isEqualTo(status);
                    assertThat(refused.problem().code()).isEqualTo(code);
                });
        assertThat(platform.value("select count(*) from pg_namespace where nspname = 'tenant_good'"))
                .isEqualTo("0");
    }

    @Test
    void onlyPlatformStaffMayMakeTenants() {
        NewTenant wanted = new NewTenant("mine", "Mine", Optional.empty(), Optional.empty(), Optional.empty());

        assertThatThrownBy(() -> platform.as(TestPlatform.OPERATOR).post("/api/v1/tenants", wanted, TenantInfo.class))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refused -> assertThat(refused.status()).isEqualTo(403));
    }

    @Test
    void suspendedTenantIsRefusedEverywhereUntilItIsResumed() throws IOException {
        ApiClient operator = platform.as(TestPlatform.OPERATOR);
        TestAgent agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, "node-suspended");
        move("acme", "suspend", "unpaid since May");

        assertThatThrownBy(() -> operator.get("/api/v1/auth/me", Object.class))
                .isInstanceOfSatisfying(ApiException.class, refused -> {
                    assertThat(refused.status()).isEqualTo(403);
                    assertThat(refused.problem().code()).isEqualTo("TENANT_SUSPENDED");
                    assertThat(refused.problem().message()).contains("unpaid since May");
                });
        assertThatThrownBy(() -> platform.token(TestPlatform.OPERATOR))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refused -> assertThat(refused.problem().code()).isEqualTo("TENANT_SUSPENDED"));
        assertThatThrownBy(() -> agent.send(TestReports.of("b1", 1, Instant.now())
                        .with("redis", Health.UP)
                        .report()))
                .isInstanceOfSatisfying(ApiException.class, refused -> {
                    assertThat(refused.status()).isEqualTo(503);
                    assertThat(refused.retryAfter()).isPresent();
                });
        assertThat(platform.token(TestPlatform.OTHER)).isNotEmpty();

        move("acme", "resume", "paid");

        assertThat(operator.get("/api/v1/auth/me", Object.class)).isNotNull();
    }

    @Test
    void closedTenantCannotBeResumed() throws IOException {
        TenantInfo tenant = create("ending");
        move("ending", "close", "moved away");

        assertThatThrownBy(() -> move("ending", "resume", "")).isInstanceOfSatisfying(ApiException.class, refused -> {
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.problem().message()).contains("is CLOSED and cannot become ACTIVE; allowed: nothing");
        });
        assertThat(export(tenant)).containsKeys("tenant.json", "schema.json", "settings.jsonl");
    }

    @Test
    void renamedTenantKeepsItsSlug() throws IOException {
        TenantInfo tenant = create("renamed");

        root.send("PATCH", "/api/v1/tenants/" + tenant.id(), new TenantChange("Other"));
        TenantInfo changed = info("renamed");

        assertThat(changed.name()).isEqualTo("Other");
        assertThat(changed.slug()).isEqualTo("renamed");
        assertThat(changed.version()).isEqualTo(tenant.version() + 1);
    }

    @Test
    void exportHoldsTheTenantsRowsAndNobodyElses() throws IOException {
        TestAgent.enrol(platform, TestPlatform.OPERATOR, "acme-node");
        TestAgent.enrol(platform, TestPlatform.OTHER, "bolt-node");

        Map<String, String> files = export(info("acme"));

        assertThat(files.get("public.users.jsonl"))
                .contains(TestPlatform.OPERATOR)
                .doesNotContain("password_hash");
        assertThat(files.get("fleet.nodes.jsonl")).contains("acme-node");
        assertThat(files.get("settings.jsonl")).contains("\"time_zone\":\"UTC\"");
        assertThat(String.join("", files.values())).doesNotContain("bolt");
        assertThat(Json.read(files.getOrDefault("tenant.json", ""), TenantInfo.class)
                        .slug())
                .isEqualTo("acme");
    }

    private static TenantInfo create(String slug) throws IOException {
        NewTenant wanted = new NewTenant(slug, slug, Optional.empty(), Optional.empty(), Optional.empty());
        return root.post("/api/v1/tenants", wanted, TenantInfo.class);
    }

    private static TenantInfo info(String slug) throws IOException {
        String id = platform.value("select id from tenants where slug = '" + slug + "'");
        return root.get("/api/v1/tenants/" + id, TenantInfo.class);
    }

    private static void move(String slug, String verb, String reason) throws IOException {
        root.post("/api/v1/tenants/" + info(slug).id() + ":" + verb, new TenantReason(reason), TenantInfo.class);
    }

    private static Map<String, String> export(TenantInfo tenant) throws IOException {
        Request request = new Request.Builder()
                .url(platform.at("/api/v1/tenants/" + tenant.id() + "/export"))
                .header("Authorization", "Bearer " + platform.token(TestPlatform.ROOT))
                .build();
        Map<String, String> files = new LinkedHashMap<>();
        try (Response response = TestPlatform.http().newCall(request).execute();
                ZipInputStream zip = new ZipInputStream(
                        new ByteArrayInputStream(response.body().bytes()))) {
            assertThat(response.code()).isEqualTo(200);
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }
}
