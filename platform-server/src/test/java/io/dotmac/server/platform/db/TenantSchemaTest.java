package io.dotmac.server.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.ServerConfig;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.platform.db.migration.TenantSchemas;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.dotmac.server.tenant.Tenant;
import io.dotmac.server.tenant.Tenants;
import io.dotmac.testing.LocalPostgres;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Through a pool of the smallest size, so that anything that a transaction leaves behind meets the next.
class TenantSchemaTest {
    private static String name = "";
    private static Database database =
            new Database(TestPlatform.config("none", Map.of()).database(), new Telemetry());
    private static Tenants tenants =
            new Tenants(database, new TenantSchemas(owner("none")), new Audit(Clock.systemUTC()));

    @BeforeAll
    static void open() {
        database.close();
        name = TestPlatform.copy();
        ServerConfig config = TestPlatform.config(name, Map.of("DATABASE__POOL_SIZE", "3"));
        database = new Database(config.database(), new Telemetry());
        tenants = new Tenants(database, new TenantSchemas(new Owner(config.database())), new Audit(Clock.systemUTC()));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void newTenantHasItsRoleSchemaTablesAndFirstRows() {
        Tenant tenant = tenants.create("fresh", "Fresh");

        String whom = database.inTenant(
                tenant.id(),
                handle -> handle.createQuery("select current_user || ' ' || current_schema() || ' ' || session_user")
                        .mapTo(String.class)
                        .one());
        assertThat(whom).isEqualTo("tenant_fresh tenant_fresh dotmac_app");
        assertThat(texts(tenant.id(), "select currency from settings")).containsExactly("USD");
        assertThat(database.<Boolean>shared(handle -> handle.createQuery(
                                "select not rolcanlogin and not rolsuper from pg_roles where rolname = 'tenant_fresh'")
                        .mapTo(Boolean.class)
                        .one()))
                .isTrue();
    }

    @Test
    void tenantCannotTouchAnothersSchema() {
        assertThatThrownBy(() -> texts(id("acme"), "select currency from tenant_bolt.settings"))
                .isInstanceOf(SqlFailure.class)
                .hasMessageContaining("permission denied for schema tenant_bolt");
        assertThat(texts(id("acme"), "select slug from public.tenants")).containsExactly("acme");
    }

    @Test
    void logInAloneCannotTouchATenantsSchema() {
        assertThatThrownBy(
                        () -> database.shared(handle -> handle.createQuery("select currency from tenant_acme.settings")
                                .mapTo(String.class)
                                .list()))
                .isInstanceOf(SqlFailure.class)
                .hasMessageContaining("permission denied for schema tenant_acme");
    }

    @Test
    void roleWithoutTheTenantsSettingSeesNothing() {
        List<String> seen = database.shared(handle -> {
            handle.execute("select set_config('role', 'tenant_acme', true)");
            return handle.createQuery("select currency from settings")
                    .mapTo(String.class)
                    .list();
        });

        assertThat(seen).isEmpty();
    }

    @Test
    void nothingOfATenantOutlivesItsTransaction() {
        for (int i = 0; i < 20; i++) {
            assertThat(texts(id(i % 2 == 0 ? "acme" : "bolt"), "select current_user::text"))
                    .containsExactly(i % 2 == 0 ? "tenant_acme" : "tenant_bolt");
            String after = database.shared(handle -> handle.createQuery(
                            "select current_user || '/' || coalesce(current_setting('dotmac.tenant', true), '')")
                    .mapTo(String.class)
                    .one());
            assertThat(after).isEqualTo("dotmac_app/");
        }
    }

    @Test
    void tenantThatCannotBeMadeLeavesNothingBehind() {
        LocalPostgres.shared().execute("create role tenant_taken login");

        assertThatThrownBy(() -> tenants.create("taken", "Taken"))
                .isInstanceOf(SqlFailure.class)
                .hasMessageContaining("role tenant_taken is there already and is more than a tenant's role");
        assertThat(tenants.bySlug("taken")).isEmpty();
    }

    @Test
    void neitherLogInMayMakeRolesItself() {
        assertThatThrownBy(() -> owner(name).transaction(tx -> tx.handle().execute("create role tenant_sneaky")))
                .isInstanceOf(SqlFailure.class)
                .hasMessageContaining("permission denied to create role");
        assertThatThrownBy(() ->
                        database.shared(handle -> handle.execute("select provisioning.ensure_tenant_role('sneaky')")))
                .isInstanceOf(SqlFailure.class)
                .hasMessageContaining("permission denied for schema provisioning");
    }

    @ParameterizedTest
    @CsvSource({"suspended, SUSPENDED, is suspended: unpaid", "closed, CLOSED, is closed: unpaid"})
    void tenantThatIsNotActiveIsRefused(String state, TenantRefused.Reason reason, String told) {
        Tenant tenant = tenants.create("gone_" + state, "Gone");
        database.shared(handle -> handle.execute(
                "update public.tenants set state = ?, state_reason = 'unpaid' where id = ?",
                state,
                tenant.id().value()));

        assertThatThrownBy(() -> texts(tenant.id(), "select 1"))
                .isInstanceOfSatisfying(
                        TenantRefused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason))
                .hasMessageContaining(told);
    }

    @Test
    void tenantThatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> texts(new TenantId(UUID.randomUUID()), "select 1"))
                .isInstanceOf(TenantRefused.class)
                .hasMessageContaining("does not exist");
    }

    @Test
    void tenantWhoseSchemaIsBehindIsRefused() {
        Tenant tenant = tenants.create("behind", "Behind");
        owner(name)
                .transaction(
                        tx -> tx.handle().execute("update public.tenants set schema_level = 0 where slug = 'behind'"));

        assertThatThrownBy(() -> texts(tenant.id(), "select 1"))
                .isInstanceOf(TenantRefused.class)
                .hasMessageContaining("is being brought to this version");
    }

    private static List<String> texts(TenantId tenant, String sql) {
        return database.inTenant(
                tenant, handle -> handle.createQuery(sql).mapTo(String.class).list());
    }

    private static TenantId id(String slug) {
        return tenants.bySlug(slug).orElseThrow().id();
    }

    private static Owner owner(String database) {
        return new Owner(TestPlatform.config(database, Map.of()).database());
    }
}
