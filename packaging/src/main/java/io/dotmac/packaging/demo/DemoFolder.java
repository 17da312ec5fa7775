package io.dotmac.packaging.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

/// Where a demo keeps its data between starts; one demo at a time holds it.
public final class DemoFolder implements AutoCloseable {
    private final Path root;
    private final FileChannel channel;

    private DemoFolder(Path root, FileChannel channel) {
        this.root = root;
        this.channel = channel;
    }

    /// The folder of `make run`: `dotmac-demo` under XDG_DATA_HOME or `~/.local/share`.
    public static Path usual(Map<String, String> environment, Path home) {
        String data = environment.getOrDefault("XDG_DATA_HOME", "");
        return (data.isEmpty() ? home.resolve(".local/share") : Path.of(data)).resolve("dotmac-demo");
    }

    /// Takes the folder for this process, making it if absent.
    ///
    /// @throws IllegalStateException when another demo holds it
    public static DemoFolder open(Path root) throws IOException {
        Files.createDirectories(root);
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        FileChannel channel =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!lock(channel)) {
            channel.close();
            throw new IllegalStateException("a demo is already running on " + root
                    + "; stop it with ctrl-c there, or attach to it with make tui or make gui");
        }
        return new DemoFolder(root, channel);
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this very process
        }
    }

    /// A file or folder in it.
    public Path resolve(String name) {
        return root.resolve(name);
    }

    /// Unix socket on which a running demo takes orders.
    public static Path control(Path root) {
        return root.resolve("control.sock");
    }

    /// The folder itself.
    public Path root() {
        return root;
    }

    /// A password that was made up at the first start and is kept, readable by the owner alone.
    public String secret(String name) throws IOException {
        Path file = secretFile(name);
        if (Files.notExists(file)) {
            byte[] random = new byte[18];
            new SecureRandom().nextBytes(random);
            Files.createDirectories(file.getParent());
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
        }
        return Files.readString(file).strip();
    }

    /// Where [#secret] keeps `name`.
    public Path secretFile(String name) {
        return root.resolve("secrets").resolve(name);
    }

    /// Gives the folder back.
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
