package io.dotmac.server.platform.config;

import io.dotmac.server.platform.config.SecretsProvider.Keeper;
import io.dotmac.server.platform.config.Settings.Entry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Brings the settings together: environment over `.env` over systemd's credentials over the keeper of secrets over the
/// YAML file of the deployment over defaults.
public final class SettingsSource {
    /// Other names of settings, as the usual tools have them; the canonical `DATABASE__HOST` form wins over them.
    private static final List<Map.Entry<String, String>> ALIASES = List.of(
            Map.entry("DB_HOST", "database.host"),
            Map.entry("DB_PORT", "database.port"),
            Map.entry("DB_NAME", "database.name"),
            Map.entry("DB_USER", "database.username"),
            Map.entry("DB_PASSWORD", "database.password"),
            Map.entry("POSTGRES_HOST", "database.host"),
            Map.entry("POSTGRES_PORT", "database.port"),
            Map.entry("POSTGRES_DB", "database.name"),
            Map.entry("POSTGRES_USER", "database.username"),
            Map.entry("POSTGRES_PASSWORD", "database.password"),
            Map.entry("REDIS_HOST", "redis.host"),
            Map.entry("REDIS_PORT", "redis.port"),
            Map.entry("REDIS_PASSWORD", "redis.password"),
            Map.entry("VAULT_ADDR", "vault.url"),
            Map.entry("VAULT_NAMESPACE", "vault.namespace"),
            Map.entry("VAULT_CACERT", "vault.ca-file"),
            Map.entry("VAULT_TOKEN", "vault.token"));

    private final Map<String, String> environment;
    private final Path folder;
    private final Set<String> sections;
    private final SecretsProvider provider;

    /// @param environment variables of the process
    /// @param folder that `.env` lies in
    /// @param sections top-level keys, which a nested variable must begin with to be ours
    public SettingsSource(Map<String, String> environment, Path folder, Set<String> sections) {
        this(environment, folder, sections, SecretsProvider.NONE);
    }

    /// The same with a keeper of secrets.
    public SettingsSource(
            Map<String, String> environment, Path folder, Set<String> sections, SecretsProvider provider) {
        this.environment = environment;
        this.folder = folder;
        this.sections = sections;
        this.provider = provider;
    }

    /// Reads all sources.
    ///
    /// @param configDir where the YAML files lie; from `CONFIG_DIR`, else `config`, when blank
    public Settings load(String configDir) {
        Map<String, String> dotEnv = SettingsFiles.dotEnv(folder.resolve(".env"));
        Map<String, String> variables = new HashMap<>(dotEnv);
        variables.putAll(environment);
        Deployment deployment = deployment(variables);
        String chosen = configDir.isBlank() ? variables.getOrDefault("CONFIG_DIR", "config") : configDir;
        Map<String, Entry> file = SettingsFiles.yaml(folder.resolve(chosen).resolve(deployment.fileName()));
        Map<String, Entry> above = new HashMap<>();
        if (environment.containsKey("CREDENTIALS_DIRECTORY")) {
            Path credentials = Path.of(environment.getOrDefault("CREDENTIALS_DIRECTORY", ""));
            above.putAll(SettingsFiles.credentials(credentials, sections));
        }
        overlay(dotEnv, name -> name + " in .env", above);
        overlay(environment, name -> name, above);
        Map<String, Entry> entries = new HashMap<>(file);
        entries.putAll(above);
        return withSecrets(new Settings(deployment, entries), file, above);
    }

    /// Asks the keeper of secrets that the settings so far name. One that does not answer ends the start, but for a
    /// developer, who goes on with what there is.
    private Settings withSecrets(Settings known, Map<String, Entry> file, Map<String, Entry> above) {
        Optional<Keeper> keeper = provider.open(known);
        Map<String, Entry> entries = new HashMap<>(file);
        Optional<String> warning = Optional.empty();
        try {
            keeper.ifPresent(one -> entries.putAll(secrets(one)));
        } catch (SecretsUnavailable e) {
            if (!known.deployment().isForgiving()) {
                throw e;
            }
            warning = Optional.of("going on without secrets of the keeper: " + e.getMessage());
        }
        entries.putAll(above);
        Settings settings = new Settings(known.deployment(), entries);
        warning.ifPresent(settings::warning);
        return settings;
    }

    private Map<String, Entry> secrets(Keeper keeper) {
        Map<String, Entry> entries = new HashMap<>();
        byKey(keeper.read().get())
                .forEach((key, text) -> entries.put(
                        key,
                        new Entry(
                                text,
                                keeper.name(),
                                () -> byKey(keeper.read().get()).getOrDefault(key, text))));
        return entries;
    }

    private static Map<String, String> byKey(Map<String, String> named) {
        Map<String, String> settings = new HashMap<>();
        named.forEach((name, text) -> settings.put(key(name), text));
        return settings;
    }

    /// `DATABASE__POOL_SIZE` and `database.pool_size` are `database.pool-size`.
    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT).replace("__", ".").replace('_', '-');
    }

    private static Deployment deployment(Map<String, String> variables) {
        String name = variables.containsKey("APP_ENV") ? "APP_ENV" : "ENVIRONMENT";
        String text = variables.getOrDefault(name, Deployment.LOCAL.text());
        return Deployment.of(text)
                .orElseThrow(() -> new ConfigException(
                        List.of(name + " is " + text + ", must be one of " + Deployment.allowed())));
    }

    private void overlay(Map<String, String> variables, UnaryOperator<String> describe, Map<String, Entry> into) {
        if (variables.containsKey("DOTMAC_DATABASE_URL")) {
            DatabaseUrl.split(variables.getOrDefault("DOTMAC_DATABASE_URL", ""))
                    .forEach((key, text) -> into.put(key, new Entry(text, describe.apply("DOTMAC_DATABASE_URL"))));
        }
        for (Map.Entry<String, String> alias : ALIASES) {
            String name = alias.getKey();
            if (variables.containsKey(name)) {
                into.put(alias.getValue(), new Entry(variables.getOrDefault(name, ""), describe.apply(name)));
            }
        }
        variables.forEach((name, text) -> {
            String key = key(name);
            int dot = key.indexOf('.');
            if (dot > 0 && sections.contains(key.substring(0, dot))) {
                into.put(key, new Entry(text, describe.apply(name)));
            }
        });
    }
}
