package io.dotmac.agent;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.ConfigSource;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// Where the configuration is; the same for all commands.
final class ConfigOption {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Configuration (default: ${DEFAULT-VALUE}).")
    private Path file = Path.of("/etc/dotmac-agent/agent.yaml");

    ConfigOption() {}

    ConfigOption(Path file) {
        this.file = file;
    }

    /// The file itself, for what is joined with it.
    ConfigSource source() {
        return ConfigSource.of(file);
    }

    Path file() {
        return file;
    }

    AgentConfig load() {
        return AgentConfig.load(file);
    }
}
