package io.dotmac.agent;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;

/// The PostgreSQL versions that the probes are tested against.
public final class Majors {
    private static final int NEWEST = 18;

    private Majors() {}

    /// Binaries of one version; the build puts the older ones below `target`.
    public static PgBinaryResolver binaries(int major) {
        if (major == NEWEST) {
            return DefaultPostgresBinaryResolver.INSTANCE;
        }
        Path jar = Path.of("target", "postgres", "postgres-" + major + ".jar");
        assumeTrue(Files.isReadable(jar), "no binaries of PostgreSQL " + major + ": " + jar + " is missing");
        return (system, machine) -> {
            try (JarFile file = new JarFile(jar.toFile())) {
                var entry = file.getJarEntry("postgres-linux-x86_64.txz");
                return new ByteArrayInputStream(file.getInputStream(entry).readAllBytes());
            }
        };
    }
}
