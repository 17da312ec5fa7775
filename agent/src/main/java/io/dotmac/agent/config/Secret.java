package io.dotmac.agent.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A password that shows itself only to who asks by name; never in a log.
public sealed interface Secret {
    /// The password now; a file is read anew, so a rotated one is picked up at the next connection.
    String reveal();

    /// Written into the configuration, or taken from the environment.
    ///
    /// @param value the password
    record Plain(String value) implements Secret {
        @Override
        public String reveal() {
            return value;
        }

        @Override
        public String toString() {
            return "***";
        }
    }

    /// Kept in a file of its own, without the line's end.
    ///
    /// @param path of the file
    record InFile(Path path) implements Secret {
        @Override
        public String reveal() {
            try {
                return Files.readString(path).strip();
            } catch (IOException e) {
                throw new UncheckedIOException("password-file " + path + " cannot be read", e);
            }
        }

        @Override
        public String toString() {
            return "***";
        }
    }
}
