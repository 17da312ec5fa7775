package io.dotmac.agent.probe.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.TrustAnchor;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Whom a server's certificate must come from: the system's authorities, or those of a file.
///
/// What was read is kept for all targets, the system's for good (they are megabytes, and are not read before a host
/// needs them), a file's until it changes.
public final class Trust {
    private static final Map<Source, Trust> KNOWN = new ConcurrentHashMap<>();

    private final X509TrustManager manager;
    private final Set<TrustAnchor> anchors;

    /// @param file empty for the system
    private record Source(String file, long size, @Nullable FileTime changed) {}

    private Trust(X509TrustManager manager) {
        this.manager = manager;
        this.anchors = Arrays.stream(manager.getAcceptedIssuers())
                .map(each -> new TrustAnchor(each, null))
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Reads it, unless that is known.
    ///
    /// @param caFile PEM; the system's authorities when absent
    public static Trust of(@Nullable Path caFile) throws IOException, GeneralSecurityException {
        Source source = source(caFile);
        Trust known = KNOWN.get(source);
        if (known != null) {
            return known;
        }
        Trust read = new Trust(manager(caFile == null ? null : keys(caFile)));
        if (read.anchors.isEmpty()) {
            throw new KeyStoreException("the system trusts no authority");
        }
        KNOWN.keySet().removeIf(each -> each.file.equals(source.file));
        KNOWN.put(source, read);
        return read;
    }

    private static Source source(@Nullable Path caFile) throws IOException {
        if (caFile == null) {
            return new Source("", 0, null);
        }
        BasicFileAttributes file = Files.readAttributes(caFile, BasicFileAttributes.class);
        return new Source(caFile.toString(), file.size(), file.lastModifiedTime());
    }

    private static KeyStore keys(Path caFile) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(caFile)) {
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + store.size(), each);
            }
        }
        if (store.size() == 0) {
            throw new KeyStoreException(caFile + " holds no certificate");
        }
        return store;
    }

    private static X509TrustManager manager(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager each : factory.getTrustManagers()) {
            if (each instanceof X509TrustManager trusting) {
                return trusting;
            }
        }
        throw new KeyStoreException("this JDK has no X.509 trust manager");
    }

    /// The authorities.
    Set<TrustAnchor> anchors() {
        return anchors;
    }

    /// For a client that wants it besides a context.
    public X509TrustManager manager() {
        return manager;
    }

    /// A context of its own, which has no session to take up again.
    public SSLContext context() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {manager}, null);
        return context;
    }
}
