package io.dotmac.server;

import io.dotmac.model.agent.AgentInfo;
import io.dotmac.model.agent.EnrolmentToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Lets agents in and takes them out.
@Command(name = "agent", description = "Lets agents in, lists them, takes them out of service.")
final class AgentCommand {
    private static final String ROW = "%-24s %-10s %-22s %-20s %s";

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Command(
            name = "token",
            description = "Makes a one-use token with which an agent enrols; it is told this once and kept as a hash.")
    int token(
            @Option(names = "--tenant", required = true, paramLabel = "SLUG") String tenant,
            @Option(names = "--name", description = "The only name that it may enrol.") @Nullable String name,
            @Option(
                            names = "--minutes",
                            defaultValue = "60",
                            description = "How long it is good, 1 to 60 (default: ${DEFAULT-VALUE}).")
                    int minutes,
            @Option(names = "--out", paramLabel = "FILE", description = "Write it to a new file for you alone.")
                    @Nullable Path out)
            throws IOException {
        try (Workbench workbench = new Workbench(config.read())) {
            EnrolmentToken made =
                    workbench.agents().mint(tenant, Optional.ofNullable(name), Duration.ofMinutes(minutes));
            if (out == null) {
                System.out.println(made.token());
            } else {
                write(out, made.token());
                System.out.println("Wrote the token to " + out + ", good until " + made.expiresAt() + ".");
            }
        }
        return 0;
    }

    @Command(name = "list", description = "Lists the agents of an ISP: version, key, when last heard.")
    int list(@Option(names = "--tenant", required = true, paramLabel = "SLUG") String tenant) {
        try (Workbench workbench = new Workbench(config.read())) {
            System.out.println(ROW.formatted("NAME", "VERSION", "LAST SEEN", "STATE", "KEY"));
            workbench.agents().list(tenant).forEach(agent -> System.out.println(line(agent)));
        }
        return 0;
    }

    @Command(
            name = "revoke",
            description = "Takes an agent out of service; servers that run cut it off within 20 seconds.")
    int revoke(
            @Option(names = "--tenant", required = true, paramLabel = "SLUG") String tenant,
            @Option(names = "--reason", required = true, description = "For the audit log and the agent's.")
                    String reason,
            @Parameters(paramLabel = "NAME") String name) {
        try (Workbench workbench = new Workbench(config.read())) {
            workbench.agents().revoke(tenant, name, reason);
            System.out.println("Took " + name + " out of service.");
        }
        return 0;
    }

    private static String line(AgentInfo agent) {
        return ROW.formatted(
                agent.name(),
                agent.agentVersion(),
                agent.lastSeen().map(at -> at.toString().substring(0, 19) + "Z").orElse("never"),
                agent.revokedAt().isPresent() ? "revoked" : "in service",
                agent.fingerprint());
    }

    private static void write(Path file, String token) throws IOException {
        Files.createFile(
                file, PosixFilePermissions.asFileAttribute(Set.copyOf(PosixFilePermissions.fromString("rw-------"))));
        Files.writeString(file, token + "\n", StandardOpenOption.WRITE);
    }
}
