package io.dotmac.server.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dotmac.server.TestPlatform;
import io.dotmac.server.TestVault;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.dotmac.testing.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A PostgreSQL that asks for passwords, whose passwords a real OpenBao changes.
class PasswordRotationTest {
    private static final int POOL = 6;

    @TempDir
    private static Path folder;

    private static TestVault vault;
    private static LocalPostgres postgres;

    @BeforeAll
    static void start() throws IOException {
        vault = TestVault.start(folder.resolve("bao"));
        postgres = LocalPostgres.start(folder.resolve("pg"), 0);
        postgres.execute("create database ops");
        TestPlatform.prepareRoles(postgres, "ops");
        Path hba = Path.of(String.valueOf(postgres.value("show hba_file")));
        String trusting = Files.readString(hba);
        Files.writeString(hba, "host all dotmac_app 127.0.0.1/32 scram-sha-256\n" + trusting);
        postgres.value("select pg_reload_conf()");
        vault.bao().mount("database", "database", Map.of());
        vault.bao()
                .write(
                        "database/config/ops",
                        Map.of(
                                "plugin_name", "postgresql-database-plugin",
                                "allowed_roles", "dotmac",
                                "connection_url",
                                        "postgresql://{{username}}:{{password}}@127.0.0.1:" + postgres.port()
                                                + "/ops?sslmode=disable",
                                "username", "postgres",
                                "password", "unused"));
    }

    @AfterAll
    static void stop() {
        if (postgres != null) {
            postgres.close();
        }
        if (vault != null) {
            vault.close();
        }
    }

    @Test
    void passwordThatVaultRotatesIsUsedByNewConnectionsAndNoRequestFails() throws Exception {
        vault.settings(Map.of());
        vault.bao()
                .write(
                        "database/static-roles/dotmac",
                        Map.of("db_name", "ops", "username", "dotmac_app", "rotation_period", "24h"));
        DatabaseConfig config = config(Map.of("VAULT__DATABASE_ROLE", "dotmac"));
        String before = config.password().value();
        try (Database database = new Database(config, new Telemetry())) {
            database.ping();

            vault.bao().write("database/rotate-role/dotmac", Map.of());

            assertThat(busy(database)).isEqualTo(POOL);
            assertThat(config.password().value()).isNotEqualTo(before);
        } finally {
            vault.bao().call("DELETE", "database/static-roles/dotmac", Map.of());
        }
    }

    @Test
    void passwordThatChangesInTheKeyValueStoreIsUsedByNewConnections() throws Exception {
        password("first");
        vault.settings(Map.of("database.password", "first"));
        try (Database database = new Database(config(Map.of()), new Telemetry())) {
            database.ping();

            vault.settings(Map.of("database.password", "second"));
            password("second");

            assertThat(busy(database)).isEqualTo(POOL);
        }
    }

    @Test
    void passwordThatChangesInAFileIsUsedByNewConnections() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "of-file-1\n");
        password("of-file-1");
        Map<String, String> settings = Map.of("DATABASE__PASSWORD_FILE", file.toString(), "VAULT__ENABLED", "false");
        try (Database database = new Database(config(settings), new Telemetry())) {
            database.ping();

            password("of-file-2");
            Files.writeString(file, "of-file-2\n");

            assertThat(busy(database)).isEqualTo(POOL);
        }
    }

    @Test
    void connectionsThatAreOpenServeWhileVaultIsAwayAndNewOnesComeWhenItIsBack() throws Exception {
        password("old");
        vault.settings(Map.of("database.password", "old"));
        try (Database database = new Database(config(Map.of()), new Telemetry())) {
            database.ping();
            vault.settings(Map.of("database.password", "new"));
            vault.bao().seal();
            password("new");

            database.ping();
            try (Database stranger = new Database(config(Map.of("VAULT__ENABLED", "false")), new Telemetry())) {
                assertThatThrownBy(stranger::ping).isInstanceOf(DatabaseUnavailable.class);
            }
            vault.bao().unseal();

            assertThat(busy(database)).isEqualTo(POOL);
        }
    }

    /// Keeps all connections of the pool busy at once and returns how many transactions were good.
    private static int busy(Database database) throws Exception {
        Callable<Integer> slow = () -> database.shared(handle -> handle.select("select 1 from pg_sleep(0.3)")
                .mapTo(Integer.class)
                .one());
        try (ExecutorService callers = Executors.newFixedThreadPool(POOL)) {
            List<Future<Integer>> answers = callers.invokeAll(
                    IntStream.range(0, POOL).mapToObj(n -> slow).toList());
            int good = 0;
            for (Future<Integer> answer : answers) {
                good += answer.get();
            }
            return good;
        }
    }

    private static void password(String password) {
        postgres.execute("alter role dotmac_app password '" + password + "'");
    }

    private static DatabaseConfig config(Map<String, String> further) {
        Map<String, String> variables = new HashMap<>(vault.variables());
        variables.put("DATABASE__PORT", Integer.toString(postgres.port()));
        variables.put("DATABASE__POOL_SIZE", Integer.toString(POOL));
        variables.putAll(further);
        return TestPlatform.config("ops", variables).database();
    }
}
