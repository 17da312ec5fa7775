package io.dotmac.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.SqlFailure;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.secret.Identity;
import io.dotmac.server.platform.telemetry.Telemetry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTest {
    private static final UUID OPERATOR = UUID.randomUUID();

    private static TestPlatform platform;
    private static Database database;
    private static TenantId acme;
    private static TenantId bolt;
    private final Audit audit = new Audit(Clock.systemUTC());

    @BeforeAll
    static void start() {
        platform = TestPlatform.start();
        database =
                new Database(TestPlatform.config(platform.database(), Map.of()).database(), new Telemetry());
        acme = TenantId.of(platform.value("select id from tenants where slug = 'acme'"));
        bolt = TenantId.of(platform.value("select id from tenants where slug = 'bolt'"));
    }

    @AfterAll
    static void stop() {
        database.close();
        platform.close();
    }

    @Test
    void entryTellsWhoDidWhatToWhat() {
        write(acme, Entry.changed("thing.renamed", "thing", 7, Map.of("name", "old"), Map.of("name", "new")));

        assertThat(platform.value(
                        "select concat_ws(' ', actor_kind, actor_id, actor_role, action, target_type, target_id,"
                                + " before->>'name', after->>'name') from audit_logs where action = 'thing.renamed'"))
                .isEqualTo("user " + OPERATOR + " operator thing.renamed thing 7 old new");
    }

    @Test
    void entryGoesWithItsTransaction() {
        assertThatThrownBy(() -> database.transaction(acme, tx -> {
                    audit.record(tx, operator(acme), Entry.happened("thing.undone", "thing", 1));
                    throw new IllegalStateException("undone");
                }))
                .hasMessage("undone");

        assertThat(platform.value("select count(*) from audit_logs where action = 'thing.undone'"))
                .isEqualTo("0");
    }

    @Test
    void secretsAreMasked() {
        write(acme, Entry.created("key.made", "key", 1, Map.of("nested", Map.of("api_token", "s3cret"), "name", "n")));

        assertThat(platform.value("select after from audit_logs where action = 'key.made'"))
                .isEqualTo("{\"name\":\"n\",\"nested\":{\"api_token\":\"***\"}}");
    }

    @Test
    void hostileTextIsKeptAsItIs() {
        write(
                acme,
                Entry.created("name.taken", "name", "'); drop table x; --", Map.of("n", "\u0000\u202e\ud83d\ude00")));

        assertThat(platform.value("select target_id || after from audit_logs where action = 'name.taken'"))
                .isEqualTo("'); drop table x; --{\"n\":\"\\u0000\u202e\ud83d\ude00\"}");
    }

    @Test
    void whatStaffDoToATenantIsToldInBothChains() {
        Caller root = new Caller(
                new Identity(Identity.Kind.USER, UUID.randomUUID(), Optional.empty(), "super-admin"), Set.of());
        database.transaction(bolt, tx -> {
            audit.record(tx, root, Entry.happened("tenant.helped", "tenant", bolt));
            return 0;
        });

        assertThat(platform.value("select string_agg(tenant_id::text, ' ' order by tenant_id) from audit_logs"
                        + " where action = 'tenant.helped'"))
                .isEqualTo("00000000-0000-0000-0000-000000000000 " + bolt);
    }

    @Test
    void chainOfEachTenantIsItsOwnUnderManyWriters() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int number = i;
                all.add(executor.submit(
                        () -> write(number % 2 == 0 ? acme : bolt, Entry.happened("thing.counted", "thing", number))));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }

        assertThat(platform.value("select bool_and(n = top and bottom = 1) from (select count(*) n, max(seq) top,"
                        + " min(seq) bottom from audit_logs group by tenant_id) c"))
                .isEqualTo("t");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update public.audit_logs set action = 'x.y'",
                "delete from public.audit_logs",
                "truncate public.audit_logs",
                "insert into public.audit_logs select * from public.audit_logs",
                "update public.audit_heads set seq = 0",
                "delete from public.audit_checkpoints"
            })
    void runtimeLogInCannotTouchRows(String sql) {
        assertThatThrownBy(() -> database.inTenant(acme, handle -> handle.execute(sql)))
                .isInstanceOf(SqlFailure.class)
                .hasMessageContaining("permission denied");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update public.audit_logs set action = 'x.y'",
                "delete from public.audit_logs",
                "truncate public.audit_logs"
            })
    void notEvenTheSuperuserTouchesRowsByMistake(String sql) {
        write(acme, Entry.happened("thing.kept", "thing", 1));

        assertThatThrownBy(() -> platform.value(sql)).rootCause().hasMessageContaining("cannot be changed or deleted");
    }

    @Test
    void chainOfAnotherTenantCannotBeWritten() {
        AuditRow foreign = new AuditRow(
                Chain.of(bolt.value()),
                Clock.systemUTC().instant(),
                "user",
                Optional.empty(),
                "",
                "a.b",
                "t",
                "1",
                Optional.empty(),
                Optional.empty(),
                "",
                "");

        assertThatThrownBy(() -> database.transaction(acme, tx -> AuditStore.append(tx, foreign)))
                .isInstanceOf(SqlFailure.class)
                .hasMessageContaining("another tenant");
    }

    private void write(TenantId tenant, Entry entry) {
        database.transaction(tenant, tx -> {
            audit.record(tx, operator(tenant), entry);
            return 0;
        });
    }

    private static Caller operator(TenantId tenant) {
        return new Caller(
                new Identity(Identity.Kind.USER, OPERATOR, Optional.of(new Identity.Home(tenant, "acme")), "operator"),
                Set.of());
    }
}
