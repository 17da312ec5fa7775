package io.dotmac.server.platform.db.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.DatabaseConfig;
import io.dotmac.server.platform.db.MigrationFile;
import io.dotmac.server.platform.db.MigrationSet;
import io.dotmac.server.platform.db.Owner;
import io.dotmac.server.platform.db.TenantRefused;
import io.dotmac.server.platform.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Every migration can be undone, and what is undone can be done again.
class UndoTest {
    private static final List<String> ALL =
            MigrationSet.SHARED.files().stream().map(MigrationFile::name).toList();

    @Test
    void eachStepBackLeadsToWhatWasThereBefore() {
        DatabaseConfig config = config(TestPlatform.emptyDatabase());
        List<List<String>> before = new ArrayList<>(List.of(lines(config)));
        for (int level = 1; level <= ALL.size(); level++) {
            assertThat(to(config, level).shared()).isEqualTo(1);
            before.add(lines(config));
        }
        NavigableMap<String, String> whole = docs(config);

        for (int level = ALL.size(); level > 0; level--) {
            assertThat(to(config, level).down()).contains(ALL.get(level - 1));
            assertThat(lines(config)).as("after undoing " + ALL.get(level - 1)).isEqualTo(before.get(level - 1));
        }
        assertThat(new Migrations(config).down()).isEmpty();
        assertThat(new Migrations(config).run().shared()).isEqualTo(ALL.size());
        assertThat(docs(config)).isEqualTo(whole);
    }

    @Test
    void peopleAndTenantsOutliveTheStepBackAndTheWayUpAgain() {
        String name = TestPlatform.copy();
        DatabaseConfig config = config(name);
        Migrations migrations = new Migrations(config);
        String people = "select string_agg(email || ' ' || kind || ' ' || roles[1], ', ' order by email) from users"
                + " where email not like 'clerk%' and email not like 'boss%'"; // whose roles did not exist then
        String before = value(config, people);
        String undone;
        do {
            undone = migrations.down().orElseThrow();
        } while (!undone.startsWith("20261121221000"));

        assertThat(value(config, "select string_agg(distinct role, ', ' order by role) from users"))
                .isEqualTo("operator, super-admin, viewer");
        assertThat(migrations.run().shared()).isPositive();
        assertThat(value(config, people)).isEqualTo(before);
        assertThat(migrations.run().isNothing()).isTrue();
    }

    @Test
    void tenantsAreRefusedWhileTheirSchemaIsAStepBack() {
        DatabaseConfig config = config(TestPlatform.copy());
        Migrations migrations = new Migrations(config);
        TenantId acme = tenant(config, "acme");
        try (Database database = new Database(config, new Telemetry())) {
            assertThat(migrations.downTenants().tenants()).isEqualTo(2);
            assertThatThrownBy(() -> currency(database, acme)).isInstanceOf(TenantRefused.class);
            assertThat(migrations.status().levels()).containsExactly(Map.entry(MigrationSet.TENANT.level() - 1, 2));

            assertThat(migrations.run().tenants()).isEqualTo(2);
            assertThat(currency(database, acme)).isEqualTo("USD");
        }
    }

    @Test
    void tenantThatCannotBeMigratedIsToldAndHoldsNobodyUp() {
        DatabaseConfig config = config(TestPlatform.copy());
        Migrations migrations = new Migrations(config);
        migrations.downTenants();
        owner(config, "create table tenant_bolt.customers (in_the_way boolean)");

        Migrations.Outcome outcome = migrations.run();

        assertThat(outcome.tenants()).isEqualTo(1);
        assertThat(outcome.failed()).containsOnlyKeys("bolt");
        assertThat(outcome.failed().get("bolt")).contains("relation \"customers\" already exists");
        try (Database database = new Database(config, new Telemetry())) {
            assertThat(currency(database, tenant(config, "acme"))).isEqualTo("USD");
            TenantId bolt = tenant(config, "bolt");
            assertThatThrownBy(() -> currency(database, bolt)).isInstanceOf(TenantRefused.class);

            owner(config, "drop table tenant_bolt.customers");
            assertThat(migrations.run().tenants()).isEqualTo(1);
            assertThat(currency(database, bolt)).isEqualTo("USD");
        }
    }

    @Test
    void statusTellsWhatHasNotRun() {
        DatabaseConfig config = config(TestPlatform.emptyDatabase());
        assertThat(new Migrations(config).status().migrations())
                .hasSize(ALL.size())
                .containsValue("");

        new Migrations(config).run();

        assertThat(new Migrations(config).status().migrations())
                .hasSize(ALL.size())
                .doesNotContainValue("");
    }

    private static Migrations to(DatabaseConfig config, int level) {
        return new Migrations(config, new MigrationSet("migrations", ALL.subList(0, level)));
    }

    private static NavigableMap<String, String> docs(DatabaseConfig config) {
        return new Owner(config).transaction(tx -> SchemaDocs.pages(tx, Optional.empty()));
    }

    /// In no order: a column that was dropped and comes back is the last of its table.
    private static List<String> lines(DatabaseConfig config) {
        return docs(config).entrySet().stream()
                .flatMap(page -> page.getValue().lines().map(line -> page.getKey() + ": " + line))
                .filter(line -> !line.endsWith(": "))
                .sorted()
                .toList();
    }

    private static String currency(Database database, TenantId tenant) {
        return database.inTenant(
                tenant,
                handle -> handle.createQuery("select currency from settings")
                        .mapTo(String.class)
                        .one());
    }

    private static TenantId tenant(DatabaseConfig config, String slug) {
        return TenantId.of(value(config, "select id::text from tenants where slug = '" + slug + "'"));
    }

    /// As superuser, who sees all rows.
    private static String value(DatabaseConfig config, String sql) {
        return TestPlatform.valueIn(config.name(), sql);
    }

    private static void owner(DatabaseConfig config, String sql) {
        new Owner(config).transaction(tx -> tx.handle().execute(sql));
    }

    private static DatabaseConfig config(String database) {
        return TestPlatform.config(database, Map.of()).database();
    }
}
