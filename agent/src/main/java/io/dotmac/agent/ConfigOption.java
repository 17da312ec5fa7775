package io.dotmac.agent;

import io.dotmac.agent.config.AgentConfig;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// Where the configuration is; the same for all commands.
final class ConfigOption {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Configuration (default: ${DEFAULT-VALUE}).")
    private Path file = Path.of("/etc/dotmac-agent/agent.yaml");

    Path file() {
        return file;
    }

    AgentConfig load() {
        return AgentConfig.load(file);
    }
}
