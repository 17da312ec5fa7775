package io.dotmac.server;

import io.dotmac.server.platform.config.Settings;
import io.dotmac.server.platform.config.SettingsSource;
import io.dotmac.server.platform.secret.VaultSecrets;
import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine.Option;

/// The option that every command has which needs settings.
final class ConfigOption {
    @Option(
            names = "--config-dir",
            paramLabel = "DIR",
            defaultValue = "",
            description = "Where {APP_ENV}.yaml lies; else CONFIG_DIR, else ./config.")
    private String configDir = "";

    /// All settings as text, not checked yet.
    Settings settings() {
        return new SettingsSource(
                        System.getenv(), Path.of(""), ServerConfig.SECTIONS, new VaultSecrets(Clock.systemUTC()))
                .load(configDir);
    }

    ServerConfig read() {
        return ServerConfig.from(settings());
    }
}
