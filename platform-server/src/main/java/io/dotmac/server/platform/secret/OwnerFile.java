package io.dotmac.server.platform.secret;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;

/// Files that only their owner may read.
final class OwnerFile {
    private static final Logger LOG = System.getLogger(OwnerFile.class.getName());

    private OwnerFile() {}

    /// The text of `file`, which is made of `content` where there is none. Of several processes that make it at once
    /// one wins, and all read its content.
    static String readOrMake(Path file, Supplier<String> content) {
        try {
            if (Files.notExists(file)) {
                make(file, content.get());
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read or made", e);
        }
    }

    private static void make(Path file, String content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path fresh = Files.createTempFile(folder, "dotmac", ".new", ownerOnly);
        try {
            Files.writeString(fresh, content, StandardOpenOption.WRITE);
            Files.createLink(file, fresh); // atomic, and fails where another process was first
            LOG.log(Level.INFO, "made a key file={0}", file);
        } catch (FileAlreadyExistsException e) {
            LOG.log(Level.DEBUG, "another process made the key file={0}", file);
        } finally {
            Files.delete(fresh);
        }
    }
}
