package io.dotmac.tui;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Where the console logs to, since the terminal is taken: one file and the one before it.
final class LogFile {
    private static final long LARGEST = 1_000_000;

    private LogFile() {}

    /// Opens `dotmac-tui.log` in `folder` for writing at its end.
    static PrintStream open(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("dotmac-tui.log");
        if (Files.exists(file) && Files.size(file) > LARGEST) {
            Files.move(file, folder.resolve("dotmac-tui.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        return new PrintStream(new FileOutputStream(file.toFile(), true), true, StandardCharsets.UTF_8);
    }
}
