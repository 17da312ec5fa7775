package io.dotmac.server.platform.secret;

import io.dotmac.server.platform.config.Secret;
import io.dotmac.server.platform.config.SecretsUnavailable;
import io.github.jopenlibs.vault.EnvironmentLoader;
import io.github.jopenlibs.vault.SslConfig;
import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.response.AuthResponse;
import io.github.jopenlibs.vault.response.LookupResponse;
import java.io.File;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sets the driver up and speaks its log-in calls.
final class VaultDriver {
    private static final int TIMEOUT_SECONDS = 5;

    private final VaultConfig config;
    private @Nullable HttpClient http;

    VaultDriver(VaultConfig config) {
        this.config = config;
    }

    /// The driver would else take addresses, tokens and switched-off certificate checks from the environment.
    private static final class NoEnvironment extends EnvironmentLoader {
        private static final long serialVersionUID = 1;

        @Override
        public @Nullable String loadVariable(String name) {
            return null;
        }
    }

    /// Logs in by the configured method.
    VaultSession logIn(Instant now) throws VaultException {
        VaultConfig.LogIn logIn = config.logIn();
        return switch (logIn.method()) {
            case TOKEN -> byToken(secret(logIn.token(), "vault.token-file", logIn.tokenFile()), now);
            case APPROLE -> {
                String secretId = secret(logIn.secretId(), "vault.secret-id-file", logIn.secretIdFile());
                AuthResponse made = vault("").auth().loginByAppRole(logIn.roleId(), secretId);
                yield new VaultSession(
                        vault(made.getAuthClientToken()),
                        now,
                        Duration.ofSeconds(made.getAuthLeaseDuration()),
                        made.isAuthRenewable());
            }
        };
    }

    /// Makes the token live longer; empty where that brings no more than half of what it had, or is not possible.
    Optional<VaultSession> renew(VaultSession session, Instant now) throws VaultException {
        if (!session.renewable()) {
            return Optional.empty();
        }
        AuthResponse answer = session.vault().auth().renewSelf();
        Duration lifetime = Duration.ofSeconds(answer.getAuthLeaseDuration());
        return lifetime.multipliedBy(2).compareTo(session.lifetime()) < 0
                ? Optional.empty()
                : Optional.of(new VaultSession(session.vault(), now, lifetime, answer.isAuthRenewable()));
    }

    /// Status of `sys/health`, where a standby is as good as the leader.
    int health() throws VaultException {
        return vault("")
                .debug()
                .health(true, true, null, null, null, null, null, null)
                .getRestResponse()
                .getStatus();
    }

    private VaultSession byToken(String token, Instant now) throws VaultException {
        Vault vault = vault(token);
        LookupResponse known = vault.auth().lookupSelf();
        return new VaultSession(vault, now, Duration.ofSeconds(known.getTTL()), known.isRenewable());
    }

    /// The key-value engine is spoken to by its paths, so that the driver need not guess its version.
    private Vault vault(String token) throws VaultException {
        var settings = new io.github.jopenlibs.vault.VaultConfig()
                .environmentLoader(new NoEnvironment())
                .address(config.url())
                .engineVersion(1)
                .openTimeout(TIMEOUT_SECONDS)
                .readTimeout(TIMEOUT_SECONDS)
                .httpClient(http());
        if (!token.isEmpty()) {
            settings.token(token);
        }
        if (!config.namespace().isEmpty()) {
            settings.nameSpace(config.namespace());
        }
        return Vault.create(settings.build(), 1);
    }

    /// One client for all calls, since each has a thread of its own.
    private synchronized HttpClient http() throws VaultException {
        if (http == null) {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(TIMEOUT_SECONDS));
            if (!config.caFile().isEmpty()) {
                builder.sslContext(new SslConfig()
                        .verify(true)
                        .pemFile(new File(config.caFile()))
                        .build()
                        .getSslContext());
            }
            http = builder.build();
        }
        return http;
    }

    private static String secret(Secret set, String key, String file) {
        if (!set.isEmpty()) {
            return set.value();
        }
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new SecretsUnavailable(key + " is " + file + ", which cannot be read");
        }
    }
}
