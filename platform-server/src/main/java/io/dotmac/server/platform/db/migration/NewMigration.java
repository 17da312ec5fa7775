package io.dotmac.server.platform.db.migration;

import io.dotmac.server.platform.db.MigrationSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// Writes the empty files of a new migration.
public final class NewMigration {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withZone(ZoneOffset.UTC);

    private NewMigration() {}

    /// Writes both files, adds the line to `index.txt`, and returns the file that goes up.
    public static Path write(Path folder, String module, String description, Clock clock) throws IOException {
        Path index = folder.resolve("index.txt");
        if (Files.notExists(index)) {
            throw new IOException(index + " does not exist: " + folder + " is no folder of migrations");
        }
        String base = STAMP.format(clock.instant()) + "_" + module + "_" + description;
        new MigrationSet(folder.toString(), List.of(base + ".sql")); // throws when it is not named so
        Path up = folder.resolve(base + ".sql");
        Files.writeString(up, "-- What this is for.\n", StandardOpenOption.CREATE_NEW);
        Files.writeString(
                folder.resolve(base + ".down.sql"), "-- Undoes " + base + ".sql.\n", StandardOpenOption.CREATE_NEW);
        Files.writeString(index, base + ".sql\n", StandardOpenOption.APPEND);
        return up;
    }
}
