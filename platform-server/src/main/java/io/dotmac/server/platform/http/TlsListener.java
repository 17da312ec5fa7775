package io.dotmac.server.platform.http;

import io.helidon.common.tls.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// The certificate that the server shows, taken anew from its files as soon as they change: new connections see the new
/// one, running ones stay. A file that cannot be used leaves the old one in place, with a warning.
final class TlsListener implements AutoCloseable {
    private static final Logger LOG = System.getLogger(TlsListener.class.getName());

    private final TlsConfig config;
    private final WatchService watch;
    private volatile X509ExtendedKeyManager current;

    TlsListener(TlsConfig config) {
        this.config = config;
        this.current = TlsFiles.read(config);
        try {
            this.watch = config.certificate().toAbsolutePath().getFileSystem().newWatchService();
            for (Path folder : folders(config)) {
                folder.register(
                        watch,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("tls-watch").start(this::follow);
    }

    /// For the web server.
    Tls tls() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new Current()}, null, null);
            return Tls.builder()
                    .sslContext(context)
                    .enabledProtocols(config.oldest().protocols())
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            watch.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<Path> folders(TlsConfig config) {
        return new TreeSet<>(Set.copyOf(java.util.List.of(folder(config.certificate()), folder(config.privateKey()))));
    }

    private static Path folder(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    private void follow() {
        try {
            while (true) {
                WatchKey key = watch.take();
                key.pollEvents();
                key.reset();
                reload();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ClosedWatchServiceException e) {
            LOG.log(Level.DEBUG, "certificate is not watched any more");
        }
    }

    private void reload() {
        try {
            X509ExtendedKeyManager next = TlsFiles.read(config);
            X509Certificate before = current.getCertificateChain("server")[0];
            X509Certificate after = next.getCertificateChain("server")[0];
            current = next;
            if (!before.equals(after)) {
                LOG.log(
                        Level.INFO,
                        "certificate was replaced subject={0} until={1}",
                        after.getSubjectX500Principal(),
                        after.getNotAfter().toInstant());
            }
        } catch (IllegalArgumentException e) {
            LOG.log(Level.WARNING, "certificate was not replaced, the old one stays cause={0}", e.getMessage());
        }
    }

    /// Whatever is current when a connection is made.
    private final class Current extends X509ExtendedKeyManager {
        @Override
        public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
            return current.getServerAliases(type, issuers);
        }

        @Override
        public @Nullable String chooseServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return current.chooseServerAlias(type, issuers, socket);
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return current.chooseEngineServerAlias(type, issuers, engine);
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            return current.getCertificateChain(alias);
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            return current.getPrivateKey(alias);
        }
    }
}
