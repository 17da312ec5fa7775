package io.dotmac.server.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dotmac.server.TestPlatform;
import io.dotmac.testing.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MigrationsTest {
    @Test
    void serversThatStartTogetherMigrateOnce() throws Exception {
        DatabaseConfig config =
                TestPlatform.config(TestPlatform.emptyDatabase(), Map.of()).database();
        int files = new MigrationFiles().names().size();
        List<Future<Integer>> runs;
        try (ExecutorService servers = Executors.newFixedThreadPool(3)) {
            Callable<Integer> server = () -> new Migrations(config).run();
            runs = servers.invokeAll(List.of(server, server, server));
        }

        assertThat(runs).extracting(Future::resultNow).containsExactlyInAnyOrder(files, 0, 0);
        assertThat(new Migrations(config).run()).isZero();
    }

    @Test
    void listNamesEveryFileInTheFolder() throws IOException {
        List<String> present;
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/migrations"))) {
            present = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".sql"))
                    .sorted()
                    .toList();
        }

        assertThat(new MigrationFiles().names()).isEqualTo(present);
    }

    @Test
    void fileWithoutItsModuleIsRefused() {
        assertThatThrownBy(() -> new MigrationFiles(List.of("20261121180000.sql")))
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
