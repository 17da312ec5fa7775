package io.dotmac.server.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dotmac.server.TestPlatform;
import io.dotmac.server.platform.db.migration.Migrations;
import io.dotmac.server.platform.db.migration.NewMigration;
import io.dotmac.testing.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationsTest {
    @Test
    void serversThatStartTogetherMigrateOnce() throws Exception {
        DatabaseConfig config =
                TestPlatform.config(TestPlatform.emptyDatabase(), Map.of()).database();
        int files = MigrationSet.SHARED.level();
        List<Future<Integer>> runs;
        try (ExecutorService servers = Executors.newFixedThreadPool(3)) {
            Callable<Integer> server = () -> new Migrations(config).run().shared();
            runs = servers.invokeAll(List.of(server, server, server));
        }

        assertThat(runs).extracting(Future::resultNow).containsExactlyInAnyOrder(files, 0, 0);
        assertThat(new Migrations(config).run().isNothing()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"migrations", "migrations/tenant"})
    void listNamesEveryFileInTheFolder(String folder) throws IOException {
        List<String> present;
        try (Stream<Path> files = Files.list(Path.of("src/main/resources", folder))) {
            present = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".sql") && !name.endsWith(".down.sql"))
                    .sorted()
                    .toList();
        }

        MigrationSet set = folder.equals("migrations") ? MigrationSet.SHARED : MigrationSet.TENANT;
        assertThat(set.files()).extracting(MigrationFile::name).isEqualTo(present);
    }

    @Test
    void everyMigrationHasItsWayBack() {
        assertThat(Stream.of(MigrationSet.SHARED, MigrationSet.TENANT).flatMap(set -> set.files().stream()))
                .filteredOn(file -> file.undoSql().isEmpty())
                .extracting(MigrationFile::name)
                .as("each needs a file of its name that ends in .down.sql and undoes it")
                .isEmpty();
    }

    @Test
    void newMigrationIsNamedListedAndHasItsWayBack(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("index.txt"), "20260101000000_tenant_first.sql\n");
        Clock clock = Clock.fixed(Instant.parse("2026-11-21T10:11:12Z"), ZoneOffset.UTC);

        Path file = NewMigration.write(folder, "billing", "add_credit_notes", clock);

        assertThat(file)
                .hasFileName("20261121101112_billing_add_credit_notes.sql")
                .exists();
        assertThat(folder.resolve("20261121101112_billing_add_credit_notes.down.sql"))
                .exists();
        assertThat(folder.resolve("index.txt"))
                .hasContent("20260101000000_tenant_first.sql\n20261121101112_billing_add_credit_notes.sql");
        assertThatThrownBy(() -> NewMigration.write(folder, "Billing", "x", clock))
                .hasMessageContaining("must be named {timestamp}_{module}_{description}.sql");
    }

    @Test
    void fileWithoutItsModuleIsRefused() {
        assertThatThrownBy(() -> new MigrationSet("migrations", List.of("20261121180000.sql")))
                .hasMessageContaining("must be named {timestamp}_{module}_{description}.sql");
    }

    @Test
    void databaseThatIsAwayIsTold() {
        DatabaseConfig config =
                TestPlatform.config("postgres", Map.of("DATABASE__PORT", "1")).database();

        assertThatThrownBy(() -> new Migrations(config).run())
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining("127.0.0.1:1/postgres");
        assertThat(LocalPostgres.shared().value("select 1")).isEqualTo("1");
    }
}
