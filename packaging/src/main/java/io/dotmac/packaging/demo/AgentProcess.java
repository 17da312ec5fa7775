package io.dotmac.packaging.demo;

import io.dotmac.client.ApiClient;
import io.dotmac.model.agent.EnrolmentToken;
import io.dotmac.model.agent.NewEnrolmentToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A node agent as a process.
final class AgentProcess implements AutoCloseable {
    private final String node;
    private final Path config;
    private final Process process;

    private AgentProcess(String node, Path config, Process process) {
        this.node = node;
        this.config = config;
        this.process = process;
    }

    /// Writes the agent's configuration, enrols it at the first start, and starts it.
    ///
    /// @param operator may mint an enrolment token
    /// @param targets YAML list under `targets:`
    static AgentProcess start(DemoFolder folder, String node, String serverUrl, ApiClient operator, String targets)
            throws IOException, InterruptedException {
        Path state = Files.createDirectories(folder.resolve("agents").resolve(node));
        Path config = folder.resolve("agents").resolve(node + ".yaml");
        Files.deleteIfExists(config);
        Files.createFile(config, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(config, """
                server: {url: "%s"}
                node: {name: %s}
                state-dir: "%s"
                health-interval: 2s
                interval: 10s
                targets:
                %s""".formatted(serverUrl, node, state, targets.indent(2)));
        Path log = folder.resolve("logs/agent-" + node + ".log");
        if (Files.notExists(folder.resolve("agents").resolve(node + ".enrolled"))) {
            EnrolmentToken token = operator.post(
                    "/api/v1/agents/enrolment-tokens",
                    new NewEnrolmentToken(Optional.of(node), Optional.empty(), Optional.empty()),
                    EnrolmentToken.class);
            Program.AGENT.run(
                    Map.of("DOTMAC_ENROL_TOKEN", token.token()), log, List.of("enroll", "--config", config.toString()));
            Files.writeString(folder.resolve("agents").resolve(node + ".enrolled"), "");
        }
        return new AgentProcess(node, config, run(config, log));
    }

    private static Process run(Path config, Path log) throws IOException {
        return Program.AGENT.start(Map.of("MALLOC_ARENA_MAX", "1"), log, List.of("run", "--config", config.toString()));
    }

    /// Name of the node.
    String node() {
        return node;
    }

    /// Its configuration, also good for direct mode.
    Path config() {
        return config;
    }

    /// Process id.
    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        Program.stop(process);
    }
}
