package io.dotmac.agent.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The agent's own file, alone or with what the server pushed.
///
/// @param file relative paths in it start from its folder
/// @param environment for `${env:NAME}`
public record ConfigSource(Path file, Map<String, String> environment) {
    /// Copies the environment.
    public ConfigSource {
        environment = Map.copyOf(environment);
    }

    /// A file and this process's environment.
    public static ConfigSource of(Path file) {
        return new ConfigSource(file, System.getenv());
    }

    /// What the file says alone; throws [InvalidConfig] with all that is wrong.
    public AgentConfig local() {
        return with("{}");
    }

    /// What the file says and what the server pushed; throws [InvalidConfig] with all that is wrong.
    public AgentConfig with(String pushed) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            return AgentConfig.merged(
                    Files.readString(file), pushed, environment, folder == null ? Path.of("") : folder);
        } catch (IOException e) {
            throw InvalidConfig.unreadable(file, e);
        }
    }
}
