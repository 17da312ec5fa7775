package io.dotmac.server.platform.db;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One migration: `{timestamp}_{module}_{description}.sql`, and beside it `….down.sql` that undoes it.
///
/// @param folder on the class path
/// @param name of the file
/// @param version its timestamp
public record MigrationFile(String folder, String name, String version) {
    private static final String ENDING = ".sql";
    private static final Pattern NAME = Pattern.compile("([0-9]{14})_[a-z]+_[a-z0-9_]+\\.sql");

    /// The file of that name; throws when it is named otherwise than migrations are.
    static MigrationFile of(String folder, String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalStateException(
                    "migration " + name + " must be named {timestamp}_{module}_{description}.sql");
        }
        return new MigrationFile(folder, name, matcher.group(1));
    }

    /// What it does.
    public String sql() {
        return read(name).orElseThrow(() -> new IllegalStateException(folder + "/" + name + " is missing"));
    }

    /// What undoes it; empty where nothing can.
    public Optional<String> undoSql() {
        return read(name.substring(0, name.length() - ENDING.length()) + ".down.sql");
    }

    /// Tells whether the file is the one that ran; line ends and blanks at the end do not count.
    public String checksum() {
        return digest(sql().lines().map(String::stripTrailing).reduce("", (all, line) -> all + line + "\n"));
    }

    /// The first 16 hexadecimal digits of SHA-256.
    static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private Optional<String> read(String file) {
        return resource("/" + folder + "/" + file);
    }

    static Optional<String> resource(String path) {
        try (@Nullable InputStream in = MigrationFile.class.getResourceAsStream(path)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
