package io.dotmac.server.platform.db;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The migrations that this program brings, as listed in `migrations/index.txt`, so that a start need not search the
/// class path. A test holds the list against the folder.
final class MigrationFiles {
    static final String FOLDER = "migrations";

    /// `{timestamp}_{module}_{description}.sql`.
    private static final Pattern NAME = Pattern.compile("([0-9]{14})_([a-z]+)_([a-z0-9_]+)\\.sql");

    private final List<String> names;

    MigrationFiles() {
        this(read());
    }

    MigrationFiles(List<String> names) {
        for (String name : names) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalStateException(
                        "migration " + name + " must be named {timestamp}_{module}_{description}.sql");
            }
        }
        this.names = List.copyOf(names);
    }

    List<String> names() {
        return names;
    }

    List<String> versions() {
        return names.stream()
                .map(NAME::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .sorted()
                .toList();
    }

    private static List<String> read() {
        String path = "/" + FOLDER + "/index.txt";
        try (InputStream in = MigrationFiles.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is missing from the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
