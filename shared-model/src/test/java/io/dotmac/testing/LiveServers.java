package io.dotmac.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/// Finds real servers that `packaging/bin/live-server` has built: OpenBao, Kubernetes' API server with etcd.
///
/// Nothing is built here: a test that finds none says by its name that it did not run.
public final class LiveServers {
    private static final int KEY = 16;

    private LiveServers() {}

    /// The binary of `name` (`openbao`, `kube`), unless it is not on this machine.
    public static Optional<Path> find(String name) {
        Path sum = Path.of(System.getProperty("dotmac.home", ".."), "packaging", "live-servers", name, "go.sum");
        if (Files.notExists(sum)) {
            return Optional.empty();
        }
        Path binary = cache().resolve(name + "-" + sha256(sum).substring(0, KEY));
        return Optional.of(binary).filter(Files::isExecutable);
    }

    private static Path cache() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path root = xdg == null || xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return root.resolve("dotmac").resolve("live-servers");
    }

    private static String sha256(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
