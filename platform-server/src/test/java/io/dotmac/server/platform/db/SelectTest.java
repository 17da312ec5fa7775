package io.dotmac.server.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.ServerConfig;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.platform.db.migration.TenantSchemas;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.dotmac.server.tenant.Tenants;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Reads in one round trip, by a pool of a single connection, so that anything that one leaves behind meets the next.
class SelectTest {
    private static final Select.Text WHO =
            new Select.Text("select current_user || ' ' || current_setting('dotmac.tenant') || ' ' || cast(? as text)");

    private static final Telemetry TELEMETRY = new Telemetry();
    private static String name = "";
    private static Database database =
            new Database(TestPlatform.config("none", Map.of()).database(), new Telemetry());

    private static Tenants tenants = new Tenants(
            database,
            new TenantSchemas(new Owner(TestPlatform.config("none", Map.of()).database())),
            new Audit(Clock.systemUTC()));

    @BeforeAll
    static void open() {
        database.close();
        name = TestPlatform.copy();
        ServerConfig config = TestPlatform.config(name, Map.of("DATABASE__POOL_SIZE", "1"));
        database = new Database(config.database(), TELEMETRY);
        tenants = new Tenants(database, new TenantSchemas(new Owner(config.database())), new Audit(Clock.systemUTC()));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void readsAsTheTenantAndLeavesNothingBehind() {
        for (int i = 0; i < 20; i++) { // the first by text, later ones as statements that the server has prepared
            TenantId tenant = id(i % 2 == 0 ? "acme" : "bolt");
            assertThat(database.read(tenant, WHO.with(row -> row.getString(1), "round " + i)))
                    .containsExactly("tenant_" + (i % 2 == 0 ? "acme " : "bolt ") + tenant + " round " + i);
            assertThat(one("select current_user || '/' || coalesce(current_setting('dotmac.tenant', true), '')"))
                    .isEqualTo("dotmac_app/");
        }
    }

    @Test
    void eachTenantHasAPlanOfItsOwn() {
        Select.Text own = new Select.Text("select currency from settings where 'own plan' = ?");
        for (int i = 0; i < 40; i++) {
            database.read(id(i % 2 == 0 ? "acme" : "bolt"), own.with(row -> row.getString(1), "own plan"));
        }

        for (String slug : List.of("acme", "bolt")) {
            assertThat(one(
                            "select count(*) || ' ' || (min(generic_plans + custom_plans) > 1) from pg_prepared_statements"
                                    + " where statement like '%''own plan''%' and statement like '%-- " + id(slug)
                                    + "'"))
                    .isEqualTo("1 true");
        }
    }

    @Test
    void seesWhatTheTenantMaySeeAndNothingElse() {
        Select.Text tenants = new Select.Text("select slug from public.tenants order by slug");
        assertThat(database.read(id("acme"), tenants.with(row -> row.getString("slug"))))
                .containsExactly("acme");
        Select.Text foreign = new Select.Text("select currency from tenant_bolt.settings");
        assertThatThrownBy(() -> database.read(id("acme"), foreign.with(row -> row.getString(1))))
                .isInstanceOf(SqlFailure.class)
                .hasMessageContaining("permission denied for schema tenant_bolt");
    }

    @Test
    void cannotWrite() {
        Select.Text change = new Select.Text("update settings set currency = ? returning currency");
        assertThatThrownBy(() -> database.read(id("acme"), change.with(row -> row.getString(1), "ZAR")))
                .isInstanceOf(SqlFailure.class)
                .hasMessageContaining("read-only transaction");
        assertThat(database.read(
                        id("acme"), new Select.Text("select currency from settings").with(row -> row.getString(1))))
                .containsExactly("USD");
    }

    @Test
    void tenantThatIsNotServedIsRefused() {
        Select.Text own = new Select.Text("select currency from settings");
        Select.Text shared = new Select.Text("select slug from public.tenants");
        TenantId nobody = new TenantId(UUID.fromString("00000000-0000-7000-8000-000000000000"));
        for (Select.Text text : List.of(own, shared)) {
            assertThatThrownBy(() -> database.read(nobody, text.with(row -> row.getString(1))))
                    .isInstanceOfSatisfying(
                            TenantRefused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(TenantRefused.Reason.UNKNOWN));
        }
        assertThat(one("select current_user::text")).isEqualTo("dotmac_app");
    }

    @Test
    void seesWhatTheTransactionAroundItDid() {
        TenantId bolt = id("bolt");
        List<String> seen = database.joined(bolt, tx -> {
            tx.handle().execute("update settings set currency = 'EUR'");
            return database.read(bolt, new Select.Text("select currency from settings").with(row -> row.getString(1)));
        });

        assertThat(seen).containsExactly("EUR");
    }

    @Test
    void isTimedLikeAnyStatement() {
        database.read(id("acme"), new Select.Text("select time_zone from settings").with(row -> row.getString(1)));

        assertThat(TELEMETRY.scrape()).contains("dotmac_db_query_seconds_count{query=\"select settings\",}");
    }

    private static String one(String sql) {
        return database.<String>shared(
                handle -> handle.createQuery(sql).mapTo(String.class).one());
    }

    private static TenantId id(String slug) {
        return tenants.bySlug(slug).orElseThrow().id();
    }
}
