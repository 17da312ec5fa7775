package io.dotmac.packaging.bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/// A folder for databases and logs while something is measured; several GiB may come together.
final class Scratch {
    private Scratch() {}

    /// What is measured there.
    ///
    /// @param <T> what comes out of it
    @FunctionalInterface
    interface Work<T> {
        /// Measures, with files in `folder`.
        T in(Path folder) throws Exception;
    }

    /// Measures and takes the folder away; where that fails, it stays to be looked at and the failure names it.
    static <T> T of(String name, Work<T> work) throws Exception {
        Path folder = Files.createTempDirectory(name);
        T result;
        try {
            result = work.in(folder);
        } catch (Exception e) {
            e.addSuppressed(new IOException("its files are kept in " + folder));
            throw e;
        }
        delete(folder);
        return result;
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE; // A server that has just ended takes files away itself.
            }

            @Override
            public FileVisitResult postVisitDirectory(Path entered, IOException failure) throws IOException {
                Files.deleteIfExists(entered);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
