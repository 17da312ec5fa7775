package io.dotmac.agent;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.InvalidConfig;
import io.dotmac.model.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/// The least configuration with which an agent can run; made by the enrolment of a machine that has none.
final class FirstConfig {
    private FirstConfig() {}

    static String yaml(String server, @Nullable Path caFile, @Nullable String name, Path stateDir) {
        StringBuilder yaml = new StringBuilder();
        yaml.append("server:\n  url: ").append(Json.text(server)).append('\n');
        if (caFile != null) {
            String path = caFile.toAbsolutePath().toString();
            yaml.append("  ca-file: ").append(Json.text(path)).append('\n');
        }
        yaml.append("node:\n  name: ")
                .append(Json.text(name == null ? machine() : name))
                .append('\n');
        yaml.append("state-dir: ")
                .append(Json.text(stateDir.toAbsolutePath().toString()))
                .append('\n');
        return yaml.toString();
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            throw new InvalidConfig(List.of("this machine does not know its own name: give --name"));
        }
    }

    static void write(Path file, String yaml) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, yaml, StandardOpenOption.CREATE_NEW);
    }

    static void refuseOther(Path file, AgentConfig config, String server) {
        HttpUrl asked = HttpUrl.parse(server);
        if (config.server() == null || !config.server().url().equals(asked)) {
            throw new InvalidConfig(List.of("--server is " + server + ", but " + file + " says "
                    + (config.server() == null ? "none" : config.server().url()) + "; change the file"));
        }
    }
}
