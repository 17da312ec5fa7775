package io.dotmac.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// A password from a file or the environment; never an argument, which every user of the machine could read.
final class PasswordOption {
    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "File whose first line is the password; else DOTMAC_PASSWORD.")
    private @Nullable Path file;

    String read(Map<String, String> environment) {
        if (file == null) {
            String password = environment.getOrDefault("DOTMAC_PASSWORD", "");
            if (password.isEmpty()) {
                throw new IllegalArgumentException("no password: give --password-file or set DOTMAC_PASSWORD");
            }
            return password;
        }
        try {
            return Files.readString(file).lines().findFirst().orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException("password file " + file + " cannot be read", e);
        }
    }
}
