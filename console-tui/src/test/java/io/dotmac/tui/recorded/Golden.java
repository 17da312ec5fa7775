package io.dotmac.tui.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// Compares a screen with the one that was looked at and kept in `src/test/resources/golden`.
///
/// `-Dgolden.write=true` writes them anew, to be looked at in the diff.
public final class Golden {
    private static final Path FOLDER = Path.of("src", "test", "resources", "golden");
    private static final Pattern LATENCY = Pattern.compile("live +[0-9]+ ms +(?=\\S)");
    private static final Pattern CLOCK = Pattern.compile("[0-9]{2}:[0-9]{2}(?=\n)");

    private Golden() {}

    /// Fails where `screen` differs from the file of that name, clock and latency aside.
    public static void matches(String name, String screen) {
        String steady =
                CLOCK.matcher(LATENCY.matcher(screen).replaceAll("live N ms  ")).replaceAll("HH:MM");
        Path file = FOLDER.resolve(name + ".txt");
        try {
            if (Boolean.getBoolean("golden.write")) {
                Files.createDirectories(FOLDER);
                Files.writeString(file, steady);
            }
            assertThat(steady).isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
