package io.dotmac.server.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.ServerConfig;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.TestReports;
import io.dotmac.server.platform.telemetry.Telemetry;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowSecurityTest {
    private static TestPlatform platform;
    private static Database database;

    @BeforeAll
    static void start() throws IOException {
        platform = TestPlatform.start();
        ServerConfig config = TestPlatform.config(platform.database(), Map.of());
        database = new Database(config.database(), new Telemetry());
        TestAgent.enrol(platform, TestPlatform.OPERATOR, "node-1")
                .send(TestReports.of("b1", 1, Instant.now())
                        .with("redis", Health.UP)
                        .withLink("standby", 1)
                        .withSamples(3)
                        .withGap()
                        .report());
        platform.as(TestPlatform.OPERATOR);
    }

    @AfterAll
    static void stop() {
        database.close();
        platform.close();
    }

    @Test
    void everyTableWithATenantIsGuardedForReadingAndWriting() {
        List<String> unguarded = database.shared(
                handle -> handle.createQuery("""
                        select c.oid::regclass::text from pg_class c
                        join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
                        where c.relkind in ('r', 'p') and c.relnamespace::regnamespace::text in ('public', 'fleet')
                          and not (c.relrowsecurity and c.relforcerowsecurity
                                   and exists (select 1 from pg_policy p where p.polrelid = c.oid
                                               and p.polqual is not null and p.polwithcheck is not null))
                        """).mapTo(String.class).list());

        assertThat(unguarded).isEmpty();
        RuntimeRole.check(database);
    }

    @Test
    void functionsThatActAsTheirOwnerPinTheirSearchPath() {
        List<String> loose = database.shared(
                handle -> handle.createQuery("""
                        select p.oid::regprocedure::text from pg_proc p
                        where p.prosecdef and p.pronamespace::regnamespace::text in ('public', 'fleet')
                          and not exists (select 1 from unnest(p.proconfig) c where c like 'search_path=%')
                        """).mapTo(String.class).list());

        assertThat(loose).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "public.users",
                "public.refresh_tokens",
                "fleet.enrolment_tokens",
                "fleet.nodes",
                "fleet.agent_boots",
                "fleet.dependency_state",
                "fleet.replication_state",
                "fleet.series",
                "fleet.samples",
                "fleet.gaps"
            })
    void rowsAreSeenByTheirTenantAlone(String table) {
        TenantId acme = tenant("acme");
        TenantId bolt = tenant("bolt");
        String mine = "select count(*) from " + table;
        String acmes = mine + " where tenant_id = '" + acme + "'";

        assertThat(count(acme, mine)).isPositive();
        assertThat(count(bolt, acmes)).isZero();
        long unset = database.shared(
                handle -> handle.createQuery(mine).mapTo(Long.class).one());
        assertThat(unset).isZero();
    }

    @Test
    void rowOfAnotherTenantCannotBeWritten() {
        TenantId acme = tenant("acme");
        TenantId bolt = tenant("bolt");

        assertThatThrownBy(() -> database.inTenant(
                        bolt,
                        handle -> handle.createUpdate("""
                                insert into fleet.series (tenant_id, node_id, target, metric, instance)
                                values (:tenant, gen_random_uuid(), 't', 'm', 'i')
                                """)
                                .bind("tenant", acme.value())
                                .execute()))
                .isInstanceOf(SqlFailure.class)
                .hasMessageContaining("row-level security");
    }

    @Test
    void runtimeLogInMakesNoTables() {
        assertThatThrownBy(() -> database.shared(handle -> handle.createUpdate("create table public.sneaky (x int)")
                        .execute()))
                .isInstanceOf(SqlFailure.class)
                .hasMessageContaining("permission denied");
    }

    @Test
    void failureDoesNotRepeatTheArguments() {
        assertThatThrownBy(() -> database.shared(handle -> handle.createUpdate("insert into nowhere values (:secret)")
                        .bind("secret", "hunter2")
                        .execute()))
                .isInstanceOf(SqlFailure.class)
                .hasMessageNotContaining("hunter2")
                .cause()
                .hasMessageNotContaining("hunter2");
    }

    private static long count(TenantId tenant, String sql) {
        return database.inTenant(
                tenant, handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    private static TenantId tenant(String slug) {
        return TenantId.of(platform.value("select id from tenants where slug = '" + slug + "'"));
    }
}
