package io.dotmac.server.platform.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dotmac.server.ServerConfig;
import io.dotmac.server.TestVault;
import io.dotmac.server.platform.config.ConfigException;
import io.dotmac.server.platform.config.SecretsUnavailable;
import io.dotmac.server.platform.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultSecretsTest {
    private static final Map<String, String> HELD = Map.of(
            "database.password", "password-of-vault",
            "REDIS__PASSWORD", "redis-of-vault",
            "auth.secret", "secret-of-vault-0123456789abcdef0123456789");

    @TempDir
    private static Path data;

    @TempDir
    private Path folder;

    private static TestVault vault;

    @BeforeAll
    static void start() {
        vault = TestVault.start(data);
        vault.settings(HELD);
    }

    @AfterAll
    static void stop() {
        if (vault != null) {
            vault.close();
        }
    }

    @Test
    void variableBeatsVaultBeatsFileBeatsDefault() throws IOException {
        Files.writeString(folder.resolve("local.yaml"), """
                database: {password: of-file, name: of-file}
                redis: {password: of-file}
                """);
        Settings settings = settings(Map.of("REDIS__PASSWORD", "of-variable"));
        ServerConfig config = ServerConfig.from(settings);

        assertThat(config.redis().password().value()).isEqualTo("of-variable");
        assertThat(config.database().password().value()).isEqualTo("password-of-vault");
        assertThat(config.database().name()).isEqualTo("of-file");
        assertThat(config.database().host()).isEqualTo("127.0.0.1");
        assertThat(settings.effective().get("database.password"))
                .extracting(Settings.Entry::source)
                .isEqualTo("vault secret/dotmac");
    }

    @Test
    void secretsOfVaultAreMasked() {
        Settings settings = settings(Map.of());
        ServerConfig config = ServerConfig.from(settings);

        assertThat(settings.effective().get("auth.secret"))
                .extracting(Settings.Entry::text)
                .isEqualTo("****");
        assertThat(settings.effective().toString() + config)
                .doesNotContain(HELD.values())
                .doesNotContain(config.vault().logIn().secretId().value());
    }

    @Test
    void secretThatChangesInVaultIsReadAnew() {
        ServerConfig config = ServerConfig.from(settings(Map.of()));
        vault.settings(Map.of("database.password", "another-password"));
        try {
            assertThat(config.database().password().isRenewed("password-of-vault"))
                    .isTrue();
            assertThat(config.database().password().value()).isEqualTo("another-password");
        } finally {
            vault.settings(HELD);
        }
    }

    @Test
    void keyThatIsNoSettingIsRefusedAsAnywhere() {
        vault.settings(Map.of("database.pasword", "typo"));
        try {
            assertThatThrownBy(() -> ServerConfig.from(settings(Map.of())))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("database.pasword is not a setting (from vault secret/dotmac)")
                    .hasMessageContaining("did you mean database.password?")
                    .hasMessageNotContaining("typo,");
        } finally {
            vault.settings(HELD);
        }
    }

    @Test
    void productionDoesNotStartWithoutItsSecrets() {
        Map<String, String> production = Map.of("APP_ENV", "production", "VAULT__KV_PATH", "forbidden");

        assertThatThrownBy(() -> settings(production))
                .isInstanceOf(SecretsUnavailable.class)
                .hasMessageContaining("status 403");
        assertThatThrownBy(() -> settings(Map.of("APP_ENV", "production", "VAULT__URL", "http://127.0.0.1:1")))
                .isInstanceOf(SecretsUnavailable.class)
                .hasMessageContaining("vault http://127.0.0.1:1 cannot be reached");
    }

    @Test
    void developerGoesOnWithDefaultsAndAWarning() {
        ServerConfig config = ServerConfig.from(settings(Map.of("VAULT__URL", "http://127.0.0.1:1")));

        assertThat(config.database().password().isEmpty()).isTrue();
        assertThat(config.warnings()).hasSize(1).first().asString().contains("http://127.0.0.1:1 cannot be reached");
    }

    @Test
    void logInThatIsNotGivenIsNamed() {
        assertThatThrownBy(() -> ServerConfig.from(settings(Map.of("VAULT__ROLE_ID", "", "VAULT__SECRET_ID", ""))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("vault.role-id is empty, must be set")
                .hasMessageContaining("vault.secret-id and vault.secret-id-file are empty, one must be set");
    }

    private Settings settings(Map<String, String> further) {
        Map<String, String> all = new HashMap<>(vault.variables());
        all.putAll(further);
        return TestVault.settings(folder, all);
    }
}
