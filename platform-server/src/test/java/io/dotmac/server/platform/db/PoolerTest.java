package io.dotmac.server.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dotmac.client.ApiClient;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.tenant.NewTenant;
import io.dotmac.model.tenant.TenantInfo;
import io.dotmac.model.tenant.TenantReason;
import io.dotmac.server.ServerConfig;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.dotmac.testing.LocalPgBouncer;
import io.dotmac.testing.LocalPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Everything through a real PgBouncer that gives all transactions one and the same connection to the server.
class PoolerTest {
    private static final int ROUNDS = 150;
    private static final String WHO = """
            select current_user || ' ' || coalesce(current_setting('dotmac.tenant', true), '') || ' '
              || coalesce(nullif(current_setting('dotmac.key', true), ''), '-') || ' ' || pg_backend_pid()
            """;

    @TempDir
    private static Path folder;

    private static LocalPgBouncer pooler;
    private static TestPlatform platform;
    private static Database database;

    @BeforeAll
    static void start() throws IOException {
        pooler = LocalPgBouncer.start(folder, LocalPostgres.shared().port(), 1);
        String name = TestPlatform.copy();
        Map<String, String> through = Map.of(
                "DATABASE__PORT",
                Integer.toString(pooler.port()),
                "DATABASE__PREPARED_STATEMENTS",
                "false",
                "DATABASE__CONNECTION_TIMEOUT",
                "20s");
        platform = TestPlatform.start(name, through);
        ServerConfig config = TestPlatform.config(name, through);
        database = new Database(config.database(), new Telemetry());
    }

    @AfterAll
    static void stop() {
        if (platform != null) {
            database.close();
            platform.close();
            pooler.close();
        }
    }

    @Test
    void nothingOfATenantReachesTheNextOneOnTheSameConnection() throws Exception {
        TenantId acme = tenant("acme");
        TenantId bolt = tenant("bolt");
        List<Future<List<String>>> seen = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            seen.add(clients.submit(() -> asked(acme)));
            seen.add(clients.submit(() -> asked(bolt)));
            seen.add(clients.submit(() -> asked(acme)));
            seen.add(clients.submit(() -> asked(bolt)));
        }

        assertThat(backends(seen)).as("server connections that were used").hasSize(1);
        assertThat(seen.get(0).get()).allMatch(one -> one.startsWith("tenant_acme " + acme + " - "));
        assertThat(seen.get(1).get()).allMatch(one -> one.startsWith("tenant_bolt " + bolt + " - "));
        assertThat(database.<String>shared(
                        handle -> handle.createQuery(WHO).mapTo(String.class).one()))
                .startsWith("dotmac_app  - ");
    }

    @Test
    void transactionThatFailsLeavesNothingBehind() {
        TenantId acme = tenant("acme");
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> database.inTenant(acme, handle -> handle.execute("select 1 / 0")))
                    .isInstanceOf(SqlFailure.class);
            assertThat(database.<String>withKey(
                            "some-key",
                            handle ->
                                    handle.createQuery(WHO).mapTo(String.class).one()))
                    .startsWith("dotmac_app  some-key ");
        }
    }

    @Test
    void tenantsAreMadeListedAndSuspendedThroughIt() throws IOException {
        ApiClient root = platform.as(TestPlatform.ROOT);

        TenantInfo made = root.post(
                "/api/v1/tenants",
                new NewTenant("pooled", "Pooled", Optional.empty(), Optional.empty(), Optional.empty()),
                TenantInfo.class);

        assertThat(currency(new TenantId(made.id()))).isEqualTo("USD");
        root.post("/api/v1/tenants/" + made.id() + ":suspend", new TenantReason("unpaid"), TenantInfo.class);
        assertThatThrownBy(() -> currency(new TenantId(made.id()))).isInstanceOf(TenantRefused.class);
        assertThat(platform.value("select count(*) from audit_logs where target_id = '" + made.id() + "'"))
                .isEqualTo("2");
    }

    private static String currency(TenantId tenant) {
        return database.inTenant(
                tenant,
                handle -> handle.createQuery("select currency from settings")
                        .mapTo(String.class)
                        .one());
    }

    private static List<String> asked(TenantId tenant) {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            answers.add(database.inTenant(
                    tenant,
                    handle -> handle.createQuery(WHO).mapTo(String.class).one()));
        }
        return answers;
    }

    private static List<String> backends(List<Future<List<String>>> seen) {
        return seen.stream()
                .flatMap(one -> one.resultNow().stream())
                .map(one -> one.substring(one.lastIndexOf(' ') + 1))
                .distinct()
                .toList();
    }

    private static TenantId tenant(String slug) {
        return TenantId.of(platform.value("select id from tenants where slug = '" + slug + "'"));
    }
}
