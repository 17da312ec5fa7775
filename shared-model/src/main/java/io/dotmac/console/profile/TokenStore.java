package io.dotmac.console.profile;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Keeps one refresh token for each profile, in files that only their owner may read (mode 0600).
///
/// Several consoles share the files. A refresh token is good once, so it is traded for its successor only while
/// [#locked] holds the profile's lock, which holds off other threads and other programs.
public final class TokenStore {
    private static final Duration LOCK_WAIT = Duration.ofSeconds(20);
    private static final Duration LOCK_POLL = Duration.ofMillis(20);

    private final Path folder;

    /// @param folder made when the first token is kept
    public TokenStore(Path folder) {
        this.folder = folder;
    }

    /// The token of a profile.
    public Optional<String> read(Profile profile) throws IOException {
        try {
            return Optional.of(Files.readString(file(profile)).strip()).filter(text -> !text.isEmpty());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /// Keeps a token, all of it or not at all.
    public void write(Profile profile, String refreshToken) throws IOException {
        makeFolder();
        Path fresh = Files.createTempFile(folder, profile.name(), ".new", ownerOnly("rw-------"));
        try {
            Files.writeString(fresh, refreshToken);
            Files.move(fresh, file(profile), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /// Forgets a token.
    public void delete(Profile profile) throws IOException {
        Files.deleteIfExists(file(profile));
    }

    /// Does `work` while nobody else does any under the same profile.
    <T> T locked(Profile profile, Work<T> work) throws IOException {
        makeFolder();
        Path path = folder.resolve(profile.name() + ".lock");
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock(channel, path);
            // Closing the channel releases the lock.
            return work.run();
        }
    }

    /// What is done under a lock.
    ///
    /// @param <T> its outcome
    interface Work<T> {
        T run() throws IOException;
    }

    private static void lock(FileChannel channel, Path path) throws IOException {
        long deadline = System.nanoTime() + LOCK_WAIT.toNanos();
        while (System.nanoTime() < deadline && !Thread.currentThread().isInterrupted()) {
            if (tryLock(channel)) {
                return;
            }
            LockSupport.parkNanos(LOCK_POLL.toNanos());
        }
        throw new IOException("token lock " + path + " is held by another program");
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Another thread of this program has it.
            return false;
        }
    }

    private void makeFolder() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, ownerOnly("rwx------"));
        }
    }

    private FileAttribute<?>[] ownerOnly(String mode) {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    private Path file(Profile profile) {
        return folder.resolve(profile.name() + ".token");
    }
}
