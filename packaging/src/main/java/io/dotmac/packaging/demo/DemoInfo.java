package io.dotmac.packaging.demo;

import io.dotmac.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What scripts and consoles need to know of a running demo; `demo.json`.
///
/// @param serverUrl of the platform server
/// @param folder where its data lies
/// @param logIns one per role
/// @param postgresql its ports
/// @param redis its ports
/// @param tokens for programs, by what they are for
/// @param pids of every process, by name
public record DemoInfo(
        String serverUrl,
        String folder,
        List<LogIn> logIns,
        Postgresql postgresql,
        Redis redis,
        Map<String, String> tokens,
        Map<String, Long> pids) {
    /// A log-in.
    ///
    /// @param role `super-admin`, `operator` or `viewer`
    /// @param tenant slug of the ISP; absent for platform staff
    /// @param email log-in name
    /// @param password in clear; the file is readable by its owner alone
    public record LogIn(String role, Optional<String> tenant, String email, String password) {}

    /// Ports of PostgreSQL on 127.0.0.1.
    ///
    /// @param primaryPort takes writes
    /// @param standbyPort follows
    public record Postgresql(int primaryPort, int standbyPort) {}

    /// Ports of Redis on 127.0.0.1.
    ///
    /// @param primaryPort takes writes
    /// @param replicaPort follows
    public record Redis(int primaryPort, int replicaPort) {}

    /// Writes it to `file` in one step, readable by the owner alone.
    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(draft, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Reads what a running demo wrote, or nothing where none runs.
    public static Optional<DemoInfo> read(Path file) throws IOException {
        return Files.exists(file) ? Optional.of(Json.read(Files.readAllBytes(file), DemoInfo.class)) : Optional.empty();
    }
}
