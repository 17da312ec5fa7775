package io.dotmac.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// What a test counted or compared and somebody may want to read: printed, and kept in `target/findings` of its module.
public final class Findings {
    private static final Path FOLDER = Path.of("target", "findings");

    private Findings() {}

    /// Prints `text` under the name of the test and keeps it.
    public static void tell(Class<?> test, String text) {
        System.out.println("[" + test.getSimpleName() + "] " + text);
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(
                    FOLDER.resolve(test.getSimpleName() + ".txt"),
                    text + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
