package io.dotmac.server;

import io.dotmac.server.platform.config.Settings;
import io.dotmac.server.platform.config.SettingsSource;
import io.dotmac.server.platform.secret.VaultConfig;
import io.dotmac.server.platform.secret.VaultSecrets;
import io.dotmac.testing.LiveBao;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/// An OpenBao set up as an operator would for this server: a key-value secret, a Transit key, a role that may use both.
public final class TestVault implements AutoCloseable {
    private static final String POLICY = """
            path "secret/data/dotmac" { capabilities = ["read"] }
            path "transit/datakey/plaintext/dotmac-fields" { capabilities = ["update"] }
            path "transit/encrypt/dotmac-fields" { capabilities = ["update"] }
            path "transit/decrypt/dotmac-fields" { capabilities = ["update"] }
            path "transit/rewrap/dotmac-fields" { capabilities = ["update"] }
            path "database/static-creds/dotmac" { capabilities = ["read"] }
            """;

    private final LiveBao bao;

    private TestVault(LiveBao bao) {
        this.bao = bao;
    }

    /// Starts it with its data in `folder`; the test is skipped where OpenBao was not built.
    public static TestVault start(Path folder) {
        LiveBao bao = LiveBao.start(folder);
        bao.mount("secret", "kv", Map.of("version", "2"));
        bao.mount("transit", "transit", Map.of());
        bao.write("transit/keys/dotmac-fields", Map.of("type", "aes256-gcm96"));
        bao.write("sys/policies/acl/dotmac", Map.of("policy", POLICY));
        bao.write("sys/auth/approle", Map.of("type", "approle"));
        TestVault vault = new TestVault(bao);
        vault.role("1h", "4h");
        return vault;
    }

    /// The server behind it.
    public LiveBao bao() {
        return bao;
    }

    /// Sets how long the role's tokens live.
    public void role(String ttl, String maxTtl) {
        bao.write(
                "auth/approle/role/dotmac",
                Map.of("token_policies", "dotmac", "token_ttl", ttl, "token_max_ttl", maxTtl));
    }

    /// Sets the settings that it holds.
    public void settings(Map<String, String> settings) {
        bao.write("secret/data/dotmac", Map.of("data", settings));
    }

    /// Variables by which the server finds it and logs in by AppRole.
    public Map<String, String> variables() {
        String role = bao.call("GET", "auth/approle/role/dotmac/role-id", Map.of())
                .at("/data/role_id")
                .asText();
        String secret = bao.call("POST", "auth/approle/role/dotmac/secret-id", Map.of())
                .at("/data/secret_id")
                .asText();
        return Map.of(
                "VAULT__ENABLED",
                "true",
                "VAULT__URL",
                bao.url(),
                "VAULT__AUTH_METHOD",
                "approle",
                "VAULT__ROLE_ID",
                role,
                "VAULT__SECRET_ID",
                secret);
    }

    /// The section `vault` with further variables.
    public VaultConfig config(Map<String, String> further) {
        Map<String, String> all = new HashMap<>(variables());
        all.putAll(further);
        return VaultConfig.from(new SettingsSource(all, Path.of("/nonexistent"), ServerConfig.SECTIONS).load(""));
    }

    /// Settings read as the programs do, with nothing but `variables`.
    public static Settings settings(Path folder, Map<String, String> variables) {
        return new SettingsSource(variables, folder, ServerConfig.SECTIONS, new VaultSecrets(Clock.systemUTC()))
                .load(".");
    }

    @Override
    public void close() {
        bao.close();
    }
}
