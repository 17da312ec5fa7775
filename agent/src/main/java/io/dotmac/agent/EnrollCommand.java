package io.dotmac.agent;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.InvalidConfig;
import io.dotmac.agent.link.Enroller;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `dotmac-agent enrol`: trades a one-use token for a node. The token is never an argument, where others could see it.
@Command(
        name = "enrol",
        aliases = "enroll",
        description = "Trade a one-use token for a node of its own. Without an option the token comes from the"
                + " environment variable DOTMAC_ENROL_TOKEN.")
final class EnrollCommand implements Callable<Integer> {
    private static final String VARIABLE = "DOTMAC_ENROL_TOKEN";

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Configuration (default: ${DEFAULT-VALUE}); made by --server where there is none.")
    private Path config = Path.of("/etc/dotmac-agent/agent.yaml");

    @Option(names = "--server", paramLabel = "URL", description = "Server, where there is no configuration yet.")
    private @Nullable String server;

    @Option(names = "--ca-file", paramLabel = "FILE", description = "With --server: its private authority.")
    private @Nullable Path caFile;

    @Option(names = "--name", description = "With --server: the node's name (default: this machine's).")
    private @Nullable String name;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "With --server: for key and spool (default: ${DEFAULT-VALUE}).")
    private Path stateDir = Path.of("/var/lib/dotmac-agent");

    @ArgGroup
    private @Nullable TokenSource source;

    /// One of the two.
    static final class TokenSource {
        @Option(names = "--token-file", paramLabel = "FILE", description = "Read the token from a file.")
        private @Nullable Path file;

        @Option(names = "--token-stdin", description = "Read the token from standard input.")
        private boolean stdin;
    }

    @Override
    public Integer call() throws IOException {
        boolean fresh = server != null && Files.notExists(config);
        String yaml = fresh ? FirstConfig.yaml(String.valueOf(server), caFile, name, stateDir) : "";
        AgentConfig loaded = fresh ? AgentConfig.parse(yaml, System.getenv()) : AgentConfig.load(config);
        if (!fresh && server != null) {
            FirstConfig.refuseOther(config, loaded, server);
        }
        Enroller.Joined joined = Agent.enrol(loaded, token());
        if (fresh) {
            FirstConfig.write(config, yaml);
            System.out.println("wrote " + config);
        }
        System.out.println("enrolled node=" + joined.enrolled().node() + " tenant="
                + joined.enrolled().tenant() + " key=" + joined.fingerprint());
        return 0;
    }

    private String token() throws IOException {
        String token = read();
        if (token == null || token.isBlank()) {
            throw new InvalidConfig(
                    List.of("no token: give --token-file, --token-stdin or the environment variable " + VARIABLE));
        }
        return token.strip();
    }

    private @Nullable String read() throws IOException {
        if (source == null) {
            return System.getenv(VARIABLE);
        }
        if (source.stdin) {
            return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        }
        try {
            return source.file == null ? null : Files.readString(source.file);
        } catch (IOException e) {
            throw new InvalidConfig(List.of("--token-file " + source.file + " cannot be read"));
        }
    }
}
