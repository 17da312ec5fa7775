package io.dotmac.server.platform.secret;

import io.dotmac.server.platform.config.Secret;
import io.dotmac.server.platform.config.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Set;

/// Section `vault`: HashiCorp Vault or OpenBao, which keeps the secrets and the keys of encrypted fields.
///
/// @param enabled whether there is one; needed in production
/// @param url for example `https://vault.example:8200`
/// @param namespace empty for none
/// @param caFile PEM of the authority that its certificate is checked by, empty for the usual ones
/// @param logIn how the server logs in
/// @param paths what lies where
/// @param refresh after which secrets that may have been changed are read anew
public record VaultConfig(
        boolean enabled, String url, String namespace, String caFile, LogIn logIn, Paths paths, Duration refresh) {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    /// How the server logs in.
    ///
    /// @param method of Vault
    /// @param token for method `token`
    /// @param tokenFile holds the token where it is not set; read at each log-in
    /// @param roleId for method `approle`
    /// @param secretId for method `approle`
    /// @param secretIdFile holds the secret id where it is not set; read at each log-in
    public record LogIn(
            Method method, Secret token, String tokenFile, String roleId, Secret secretId, String secretIdFile) {
        private static LogIn from(Settings settings) {
            return new LogIn(
                    settings.choice("vault.auth-method", Method.TOKEN, Method.class),
                    settings.plainSecret("vault.token", ""),
                    settings.text("vault.token-file", ""),
                    settings.text("vault.role-id", ""),
                    settings.plainSecret("vault.secret-id", ""),
                    settings.text("vault.secret-id-file", ""));
        }

        private void check(Settings settings) {
            switch (method) {
                case TOKEN -> {
                    if (token.isEmpty() && tokenFile.isEmpty()) {
                        settings.violation("vault.token and vault.token-file are empty, one must be set");
                    }
                }
                case APPROLE -> {
                    if (roleId.isEmpty()) {
                        settings.violation("vault.role-id is empty, must be set for vault.auth-method approle");
                    }
                    if (secretId.isEmpty() && secretIdFile.isEmpty()) {
                        settings.violation("vault.secret-id and vault.secret-id-file are empty, one must be set");
                    }
                }
            }
        }
    }

    /// Ways to log in.
    public enum Method {
        /// By a token that somebody made.
        TOKEN,
        /// By a role and its secret.
        APPROLE
    }

    /// What lies where in Vault.
    ///
    /// @param kvMount of the key-value engine, version 2
    /// @param kvPath of the secret that holds settings, empty for none
    /// @param transitMount of the Transit engine
    /// @param transitKey that wraps the keys of fields
    /// @param databaseMount of the database engine
    /// @param databaseRole static role that is the runtime log-in, empty for none
    public record Paths(
            String kvMount,
            String kvPath,
            String transitMount,
            String transitKey,
            String databaseMount,
            String databaseRole) {
        private static Paths from(Settings settings) {
            return new Paths(
                    settings.text("vault.kv-mount", "secret"),
                    settings.text("vault.kv-path", "dotmac"),
                    settings.text("vault.transit-mount", "transit"),
                    settings.text("vault.transit-key", "dotmac-fields"),
                    settings.text("vault.database-mount", "database"),
                    settings.text("vault.database-role", ""));
        }
    }

    /// Reads the section.
    public static VaultConfig from(Settings settings) {
        VaultConfig config = new VaultConfig(
                settings.flag("vault.enabled", false),
                settings.text("vault.url", "http://127.0.0.1:8200"),
                settings.text("vault.namespace", ""),
                settings.text("vault.ca-file", ""),
                LogIn.from(settings),
                Paths.from(settings),
                settings.duration("vault.refresh", "1m"));
        if (config.enabled) {
            config.logIn.check(settings);
            config.checkUrl(settings);
        } else {
            settings.weak("vault.enabled is false, must be true");
        }
        return config;
    }

    private void checkUrl(Settings settings) {
        try {
            URI address = URI.create(url);
            String scheme = String.valueOf(address.getScheme());
            if (address.getHost() == null || !Set.of("http", "https").contains(scheme)) {
                settings.violation("vault.url is " + url + ", must be such as https://vault.example:8200");
            } else if (scheme.equals("http") && !LOOPBACK.contains(address.getHost())) {
                settings.weak("vault.url is " + url + ", must be https");
            }
        } catch (IllegalArgumentException e) {
            settings.violation("vault.url is " + url + ", must be such as https://vault.example:8200");
        }
    }
}
