package io.dotmac.server.platform.secret;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.server.platform.config.SecretsProvider;
import io.dotmac.server.platform.config.SecretsUnavailable;
import io.dotmac.server.platform.config.Settings;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Reads settings from Vault: those of one secret of the key-value engine, and the database log-in of a static role.
public final class VaultSecrets implements SecretsProvider {
    private final Clock clock;

    /// @param clock that tokens end by
    public VaultSecrets(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Optional<Keeper> open(Settings settings) {
        VaultConfig config = VaultConfig.from(settings);
        if (!config.enabled() || !settings.isGood()) {
            return Optional.empty();
        }
        VaultClient client = new VaultClient(config, clock);
        String name = "vault " + config.paths().kvMount() + "/" + config.paths().kvPath();
        return Optional.of(new Keeper(name, () -> read(client, config.paths())));
    }

    private static Map<String, String> read(VaultClient client, VaultConfig.Paths paths) {
        Map<String, String> settings = new HashMap<>();
        if (!paths.kvPath().isEmpty()) {
            JsonNode secret =
                    client.read(paths.kvMount() + "/data/" + paths.kvPath()).path("data");
            flatten("", secret, settings);
        }
        if (!paths.databaseRole().isEmpty()) {
            JsonNode logIn = client.read(paths.databaseMount() + "/static-creds/" + paths.databaseRole());
            if (logIn.path("username").asText().isEmpty()
                    || logIn.path("password").asText().isEmpty()) {
                throw new SecretsUnavailable("vault has no log-in for the role " + paths.databaseRole());
            }
            settings.put("database.username", logIn.path("username").asText());
            settings.put("database.password", logIn.path("password").asText());
        }
        return settings;
    }

    private static void flatten(String prefix, JsonNode node, Map<String, String> into) {
        node.properties().forEach(part -> {
            String key = prefix.isEmpty() ? part.getKey() : prefix + "." + part.getKey();
            if (part.getValue().isObject()) {
                flatten(key, part.getValue(), into);
            } else {
                into.put(key, part.getValue().asText());
            }
        });
    }
}
