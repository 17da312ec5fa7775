package io.dotmac.server.platform.db;

import static io.dotmac.server.platform.db.migration.IsolationRule.BASE_COLUMN_MISSING;
import static io.dotmac.server.platform.db.migration.IsolationRule.FUNCTION_CAN_BE_MISLED;
import static io.dotmac.server.platform.db.migration.IsolationRule.NO_POLICY_BY_TENANT;
import static io.dotmac.server.platform.db.migration.IsolationRule.OWNED_BY_ANOTHER;
import static io.dotmac.server.platform.db.migration.IsolationRule.POLICY_LETS_ALL_THROUGH;
import static io.dotmac.server.platform.db.migration.IsolationRule.RIGHT_BEYOND_ROWS;
import static io.dotmac.server.platform.db.migration.IsolationRule.ROLE_TOO_MIGHTY;
import static io.dotmac.server.platform.db.migration.IsolationRule.ROWS_NOT_GUARDED;
import static io.dotmac.server.platform.db.migration.IsolationRule.TABLE_BELONGS_TO_NO_TENANT;
import static io.dotmac.server.platform.db.migration.IsolationRule.TENANT_DEFAULTS_OPEN;
import static io.dotmac.server.platform.db.migration.IsolationRule.TENANT_ROLE_NOT_PLAIN;
import static io.dotmac.server.platform.db.migration.IsolationRule.TENANT_ROLE_SHARED;
import static io.dotmac.server.platform.db.migration.IsolationRule.TENANT_SCHEMA_OPEN;
import static io.dotmac.server.platform.db.migration.IsolationRule.TENANT_TABLE_NOT_GUARDED;
import static io.dotmac.server.platform.db.migration.IsolationRule.TENANT_TABLE_OPEN;
import static io.dotmac.server.platform.db.migration.IsolationRule.UNIQUE_ACROSS_TENANTS;
import static io.dotmac.server.platform.db.migration.IsolationRule.VIEW_SEES_ALL_ROWS;
import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.server.TestPlatform;
import io.dotmac.server.platform.db.migration.Isolation;
import io.dotmac.server.platform.db.migration.IsolationRule;
import io.dotmac.testing.LocalPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the catalogue of a database with two tenants says, and that each way to spoil it is seen.
class TenantCatalogueTest {
    private static Isolation isolation;
    private static Connection superuser;

    @BeforeAll
    static void open() throws SQLException {
        String name = TestPlatform.copy();
        DatabaseConfig config = TestPlatform.config(name, Map.of()).database();
        new Owner(config)
                .transaction(tx -> tx.handle()
                        .execute("select public.audit_ensure_partitions('2026-11-01', '2026-11-01'),"
                                + " fleet.ensure_sample_partitions('2026-11-21', '2026-11-22')"));
        isolation = new Isolation(config);
        superuser = DriverManager.getConnection(LocalPostgres.shared().url(name));
        superuser.setAutoCommit(false);
    }

    @AfterAll
    static void close() throws SQLException {
        superuser.close();
    }

    @Test
    void tenantsAreKeptApart() {
        assertThat(isolation.findings()).isEmpty();
    }

    @Test
    void schemasOfTenantsAreAlike() {
        Map<String, String> schemas = rolledBack(isolation::schemas);

        assertThat(schemas).containsOnlyKeys("tenant_acme", "tenant_bolt");
        assertThat(Set.copyOf(schemas.values())).hasSize(1);
    }

    @Test
    void idsOfTenantsRowsTellTheirTime() {
        List<String> older = rolledBack(
                tx -> tx.handle().createQuery("""
                        select table_schema || '.' || table_name from information_schema.tables
                        where table_schema ~ '^tenant_' and table_name <> '_migrations'
                          and (xpath('//n/text()', query_to_xml(format(
                            'select count(*) as n from %I.%I where substr(id::text, 15, 1) <> ''7''',
                            table_schema, table_name), false, true, '')))[1]::text::bigint > 0
                        """).mapTo(String.class).list());

        assertThat(older).as("tables with ids that are not UUIDs of version 7").isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("spoilt")
    void whatOpensADoorIsSeen(IsolationRule rule, String sql) {
        Set<IsolationRule> seen = rolledBack(tx -> {
            tx.handle().execute(sql);
            return Set.copyOf(isolation.findings(tx).keySet());
        });

        assertThat(seen).contains(rule);
    }

    /// Every rule can be broken, so none is a rule in name only.
    @Test
    void everyRuleIsTried() {
        Set<Object> tried = spoilt().map(one -> one.get()[0]).collect(Collectors.toSet());

        assertThat(tried).containsAll(EnumSet.allOf(IsolationRule.class));
    }

    static Stream<Arguments> spoilt() {
        return Stream.of(
                Arguments.of(TABLE_BELONGS_TO_NO_TENANT, "create table public.notes (id uuid)"),
                Arguments.of(ROWS_NOT_GUARDED, "alter table fleet.nodes disable row level security"),
                Arguments.of(ROWS_NOT_GUARDED, "alter table public.users no force row level security"),
                Arguments.of(ROWS_NOT_GUARDED, "alter table fleet.samples_20261121 disable row level security"),
                Arguments.of(ROWS_NOT_GUARDED, "create table fleet.notes (tenant_id uuid)"),
                Arguments.of(NO_POLICY_BY_TENANT, "drop policy nodes_guard on fleet.nodes"),
                Arguments.of(NO_POLICY_BY_TENANT, "alter policy nodes_guard on fleet.nodes using (true)"),
                Arguments.of(NO_POLICY_BY_TENANT, "alter policy nodes_guard on fleet.nodes with check (true)"),
                Arguments.of(NO_POLICY_BY_TENANT, "alter policy nodes_guard on fleet.nodes to dotmac_app"),
                Arguments.of(POLICY_LETS_ALL_THROUGH, "create policy all_of_it on fleet.nodes using (true)"),
                Arguments.of(
                        POLICY_LETS_ALL_THROUGH,
                        "create policy all_of_it on tenant_acme.settings for select to tenant_acme using (true)"),
                Arguments.of(VIEW_SEES_ALL_ROWS, "create view fleet.names as select name from fleet.nodes"),
                Arguments.of(
                        VIEW_SEES_ALL_ROWS, "create materialized view fleet.names as select name from fleet.nodes"),
                Arguments.of(
                        FUNCTION_CAN_BE_MISLED, "alter function fleet.drop_sample_partitions(date) reset search_path"),
                Arguments.of(
                        FUNCTION_CAN_BE_MISLED,
                        "grant execute on function fleet.drop_sample_partitions(date) to public"),
                Arguments.of(UNIQUE_ACROSS_TENANTS, "create unique index one_name on fleet.nodes (name)"),
                Arguments.of(OWNED_BY_ANOTHER, "alter table tenant_acme.settings owner to dotmac_app"),
                Arguments.of(OWNED_BY_ANOTHER, "alter schema tenant_acme owner to tenant_acme"),
                Arguments.of(RIGHT_BEYOND_ROWS, "grant truncate on fleet.nodes to dotmac_app"),
                Arguments.of(RIGHT_BEYOND_ROWS, "grant select on fleet.nodes to public"),
                Arguments.of(ROLE_TOO_MIGHTY, "alter role dotmac_app bypassrls"),
                Arguments.of(ROLE_TOO_MIGHTY, "alter role dotmac_app inherit"),
                Arguments.of(TENANT_ROLE_NOT_PLAIN, "alter role tenant_acme login"),
                Arguments.of(TENANT_ROLE_SHARED, "grant tenant_acme to tenant_bolt"),
                Arguments.of(TENANT_ROLE_SHARED, "grant pg_read_all_data to dotmac_app"),
                Arguments.of(TENANT_SCHEMA_OPEN, "grant usage on schema tenant_acme to tenant_bolt"),
                Arguments.of(TENANT_SCHEMA_OPEN, "grant usage on schema tenant_acme to public"),
                Arguments.of(TENANT_SCHEMA_OPEN, "grant create on schema tenant_acme to tenant_acme"),
                Arguments.of(TENANT_TABLE_OPEN, "grant select on tenant_acme.settings to tenant_bolt"),
                Arguments.of(TENANT_TABLE_OPEN, "grant select (currency) on tenant_acme.settings to dotmac_app"),
                Arguments.of(TENANT_TABLE_OPEN, "grant select on tenant_acme._migrations to tenant_acme"),
                Arguments.of(
                        TENANT_DEFAULTS_OPEN,
                        "alter default privileges for role dotmac_owner in schema tenant_acme"
                                + " grant select on tables to tenant_bolt"),
                Arguments.of(TENANT_TABLE_NOT_GUARDED, "drop policy settings_guard on tenant_acme.settings"),
                Arguments.of(TENANT_TABLE_NOT_GUARDED, "alter table tenant_acme.settings disable row level security"),
                Arguments.of(
                        TENANT_TABLE_NOT_GUARDED,
                        "alter policy settings_guard on tenant_acme.settings using (current_setting('dotmac.tenant') <> '')"),
                Arguments.of(BASE_COLUMN_MISSING, "alter table tenant_acme.settings drop column version"),
                Arguments.of(BASE_COLUMN_MISSING, "alter table tenant_acme.settings drop column id"));
    }

    /// Does something as superuser and leaves nothing of it.
    private static <T> T rolledBack(Function<Tx, T> work) {
        Jdbi jdbi = Jdbi.create(superuser);
        try (Handle handle = jdbi.open()) {
            return work.apply(new Tx(handle, Optional.empty()));
        } finally {
            rollBack();
        }
    }

    private static void rollBack() {
        try {
            superuser.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
