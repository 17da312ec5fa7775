package io.dotmac.server.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.dotmac.server.ServerConfig;
import io.dotmac.server.platform.db.DatabaseConfig.SslMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static final Map<String, String> GOOD_PRODUCTION = Map.of(
            "APP_ENV", "production",
            "AUTH__SECRET", "0123456789abcdef0123456789abcdef",
            "DATABASE__SSL_MODE", "verify-full",
            "VAULT__ENABLED", "true",
            "VAULT__URL", "https://vault.example:8200",
            "VAULT__TOKEN", "some-token");

    @TempDir
    Path folder;

    @Test
    void defaultsAreThoseOfTheManual() {
        ServerConfig config = read(Map.of());

        assertThat(config.deployment()).isEqualTo(Deployment.LOCAL);
        assertThat(config.http().host()).isEqualTo("0.0.0.0");
        assertThat(config.http().port()).isEqualTo(8080);
        assertThat(config.http().debug()).isFalse();
        assertThat(config.http().handleTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.database().username()).isEqualTo("dotmac_app");
        assertThat(config.database().ownerUsername()).isEqualTo("dotmac_owner");
        assertThat(config.auth().accessTtl()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.auth().refreshTtl()).isEqualTo(Duration.ofDays(14));
        assertThat(config.fleet().retention().rawDays()).isEqualTo(7);
        assertThat(config.metrics()).isTrue();
    }

    @Test
    void environmentBeatsDotEnvBeatsFileBeatsDefault() throws IOException {
        Files.writeString(folder.resolve("local.yaml"), """
                http-server: {port: 1001, host: from-file}
                database: {host: from-file, name: from-file, pool_size: 11}
                """);
        Files.writeString(
                folder.resolve(".env"), "# comment\nHTTP_SERVER__PORT=1002\nDATABASE__HOST=\"from-dot-env\"\n");

        ServerConfig config = read(Map.of("HTTP_SERVER__PORT", "1003"));

        assertThat(config.http().port()).isEqualTo(1003);
        assertThat(config.database().host()).isEqualTo("from-dot-env");
        assertThat(config.database().name()).isEqualTo("from-file");
        assertThat(config.database().poolSize()).isEqualTo(11);
        assertThat(config.http().host()).isEqualTo("from-file");
        assertThat(config.redis().host()).isEqualTo("127.0.0.1");
    }

    @Test
    void usualNamesOfOtherToolsAreUnderstoodAndTheCanonicalNameWins() {
        assertThat(read(Map.of("POSTGRES_HOST", "pg")).database().host()).isEqualTo("pg");
        assertThat(read(Map.of("DB_HOST", "pg", "DATABASE__HOST", "real"))
                        .database()
                        .host())
                .isEqualTo("real");
        ServerConfig url =
                read(Map.of("DOTMAC_DATABASE_URL", "postgres://joe:secret@db.example:6432/ops?sslmode=verify-full"));
        assertThat(url.database().address()).isEqualTo("db.example:6432/ops");
        assertThat(url.database().username()).isEqualTo("joe");
        assertThat(url.database().password().value()).isEqualTo("secret");
        assertThat(url.database().sslMode()).isEqualTo(SslMode.VERIFY_FULL);
    }

    @Test
    void environmentChoosesTheFile() throws IOException {
        Files.writeString(folder.resolve("staging.yaml"), "http-server: {port: 2002}");

        assertThat(read(Map.of("APP_ENV", "staging")).http().port()).isEqualTo(2002);
        assertThat(read(Map.of("ENVIRONMENT", "staging")).http().port()).isEqualTo(2002);
        assertThat(read(Map.of("APP_ENV", "development")).http().port()).isEqualTo(8080);
    }

    @Test
    void unknownEnvironmentIsRefusedWithThoseThatExist() {
        assertThatThrownBy(() -> read(Map.of("APP_ENV", "prod")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("APP_ENV is prod, must be one of local, development, test, staging, production");
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        ConfigException refusal = refusal(Map.of(
                "HTTP_SERVER__PORT", "99999",
                "DATABASE__POOL_SIZE", "many",
                "FLEET__DOWN_AFTER", "35",
                "LOGGER__LEVEL", "loud"));

        assertThat(refusal.violations())
                .containsExactlyInAnyOrder(
                        "http-server.port is 99999, must be a number from 0 to 65535",
                        "database.pool-size is many, must be a number from 1 to 500",
                        "fleet.down-after is 35, must be a span such as 250ms, 30s, 10m, 12h, 14d",
                        "logger.level is loud, must be one of debug, info, warn, error");
    }

    @Test
    void unknownKeyIsRefusedWithTheNearestThatExists() throws IOException {
        Files.writeString(folder.resolve("local.yaml"), "http-server: {prot: 1}\nnonsense: 1\n");

        assertThat(refusal(Map.of("DATABASE__HOTS", "x")).violations())
                .anyMatch(line -> line.startsWith("http-server.prot is not a setting")
                        && line.endsWith("did you mean http-server.port?"))
                .anyMatch(line -> line.startsWith("nonsense is not a setting"))
                .anyMatch(
                        line -> line.startsWith("database.hots is not a setting (from DATABASE__HOTS), did you mean"));
    }

    @Test
    void variablesOfOtherProgramsAreNotOurs() {
        assertThat(read(Map.of("OTHER__HOST", "x", "PATH", "/bin")).http().port())
                .isEqualTo(8080);
    }

    @Test
    void productionStartsWithGoodSettings() {
        assertThat(read(GOOD_PRODUCTION).deployment()).isEqualTo(Deployment.PRODUCTION);
    }

    @Test
    void productionRefusesWhatIsWeak() {
        Map<String, String> weak = Map.of(
                "APP_ENV", "production",
                "DATABASE__SSL_MODE", "disable",
                "HTTP_SERVER__TRUSTED_ORIGINS", "*",
                "HTTP_SERVER__DEBUG", "true");

        assertThat(refusal(weak).violations())
                .anyMatch(line -> line.startsWith("auth.secret is the default"))
                .anyMatch(line -> line.startsWith("database.ssl-mode is disable"))
                .anyMatch(line -> line.startsWith("http-server.trusted-origins is *"))
                .anyMatch(line -> line.startsWith("http-server.debug is true"))
                .anyMatch(line -> line.equals("vault.enabled is false, must be true in production"));
        Map<String, String> shortSecret = new HashMap<>(GOOD_PRODUCTION);
        shortSecret.put("AUTH__SECRET", "short");
        assertThat(refusal(shortSecret).violations())
                .containsExactly("auth.secret has 5 characters, must have at least 32 in production");
    }

    @Test
    void eachWeakSettingAloneKeepsProductionFromStarting() {
        Map.of(
                        "AUTH__SECRET", "local-development-secret-not-for-production",
                        "DATABASE__SSL_MODE", "prefer",
                        "HTTP_SERVER__TRUSTED_ORIGINS", "*",
                        "HTTP_SERVER__DEBUG", "true",
                        "VAULT__ENABLED", "false",
                        "VAULT__URL", "http://vault.example:8200")
                .forEach((name, weak) -> {
                    Map<String, String> variables = new HashMap<>(GOOD_PRODUCTION);
                    variables.put(name, weak);
                    String key = name.toLowerCase(java.util.Locale.ROOT)
                            .replace("__", ".")
                            .replace('_', '-');

                    assertThat(refusal(variables).violations())
                            .as(name)
                            .hasSize(1)
                            .first(STRING)
                            .startsWith(key + " is ")
                            .endsWith(" in production");
                });
    }

    @Test
    void stagingStartsWithWhatIsWeakAndWarns() {
        Map<String, String> weak = Map.of("APP_ENV", "staging", "DATABASE__SSL_MODE", "disable");

        assertThat(read(weak).warnings())
                .anyMatch(line -> line.startsWith("database.ssl-mode is disable"))
                .anyMatch(line -> line.startsWith("vault.enabled is false"))
                .anyMatch(line -> line.startsWith("auth.secret is the default"));
        assertThat(read(Map.of()).warnings()).isEmpty();
        assertThat(read(GOOD_PRODUCTION).warnings()).isEmpty();
    }

    @Test
    void secretMayLieInAFileAndIsReadAnewFromThere() throws IOException {
        Path file = Files.writeString(folder.resolve("db-password"), "first-password\n");
        Settings settings = settings(Map.of("DATABASE__PASSWORD_FILE", file.toString()));
        Secret password = ServerConfig.from(settings).database().password();
        assertThat(password.value()).isEqualTo("first-password");
        assertThat(settings.effective().get("database.password"))
                .extracting(Settings.Entry::source)
                .isEqualTo(file.toString());

        Files.writeString(file, "second-password\n");

        assertThat(password.value()).isEqualTo("first-password");
        assertThat(password.isRenewed("first-password")).isTrue();
        assertThat(password.value()).isEqualTo("second-password");
        assertThat(password.isRenewed("second-password")).isFalse();
    }

    @Test
    void fileOfASecretThatIsMissingIsNamed() {
        assertThat(refusal(Map.of("DATABASE__PASSWORD_FILE", "/nonexistent/password"))
                        .violations())
                .containsExactly("database.password-file is /nonexistent/password, which cannot be read");
    }

    @Test
    void credentialsOfSystemdAreSettings() throws IOException {
        Files.writeString(folder.resolve("database.password"), "from-systemd\n");
        Files.writeString(folder.resolve("other"), "not ours");

        ServerConfig config = read(Map.of("CREDENTIALS_DIRECTORY", folder.toString()));

        assertThat(config.database().password().value()).isEqualTo("from-systemd");
        assertThat(read(Map.of("CREDENTIALS_DIRECTORY", folder.toString(), "DATABASE__PASSWORD", "from-variable"))
                        .database()
                        .password()
                        .value())
                .isEqualTo("from-variable");
    }

    @Test
    void secretsAreMaskedWhereverTheyArePrinted() {
        Settings settings = settings(Map.of("DATABASE__PASSWORD", "hunter2-hunter2"));
        ServerConfig config = ServerConfig.from(settings);

        assertThat(settings.effective().toString()).doesNotContain("hunter2");
        assertThat(config.toString()).doesNotContain("hunter2");
        assertThat(config.database().password().value()).isEqualTo("hunter2-hunter2");
    }

    @Test
    void fileThatIsNotYamlIsRefused() throws IOException {
        Files.writeString(folder.resolve("local.yaml"), "http-server: [");

        assertThat(refusal(Map.of()).getMessage()).contains("local.yaml is not valid YAML");
    }

    private ServerConfig read(Map<String, String> variables) {
        return ServerConfig.from(settings(variables));
    }

    private Settings settings(Map<String, String> variables) {
        return new SettingsSource(variables, folder, ServerConfig.SECTIONS).load(".");
    }

    private ConfigException refusal(Map<String, String> variables) {
        return catchThrowableOfType(ConfigException.class, () -> read(variables));
    }
}
