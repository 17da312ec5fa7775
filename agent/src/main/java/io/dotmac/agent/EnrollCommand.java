package io.dotmac.agent;

import io.dotmac.agent.config.InvalidConfig;
import io.dotmac.model.agent.Enrolled;
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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `dotmac-agent enroll`: trades a one-use token for a node. The token is never an argument, where others could see it.
@Command(
        name = "enroll",
        aliases = "enrol",
        description = "Trade a one-use token for a node of its own. Without an option the token comes from the"
                + " environment variable DOTMAC_ENROL_TOKEN.")
final class EnrollCommand implements Callable<Integer> {
    private static final String VARIABLE = "DOTMAC_ENROL_TOKEN";

    @Mixin
    private ConfigOption config = new ConfigOption();

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
        Enrolled enrolled = Agent.enrol(config.load(), token());
        System.out.println("enrolled node=" + enrolled.node() + " tenant=" + enrolled.tenant());
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
