package io.dotmac.agent.probe.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.CertificateFactory;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Authorities that a strict client believes: the system's, read once for all targets, or a file's.
final class TrustAnchors {
    private static final Map<String, Set<TrustAnchor>> SYSTEM = new ConcurrentHashMap<>();

    private TrustAnchors() {}

    static Set<TrustAnchor> of(@Nullable Path caFile) throws IOException, GeneralSecurityException {
        if (caFile != null) {
            return fromFile(caFile);
        }
        Set<TrustAnchor> known = SYSTEM.get("");
        if (known != null) {
            return known;
        }
        Set<TrustAnchor> read = fromSystem();
        SYSTEM.put("", read);
        return read;
    }

    private static Set<TrustAnchor> fromSystem() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        Set<TrustAnchor> anchors = new HashSet<>();
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager trusting) {
                for (X509Certificate certificate : trusting.getAcceptedIssuers()) {
                    anchors.add(new TrustAnchor(certificate, null));
                }
            }
        }
        if (anchors.isEmpty()) {
            throw new KeyStoreException("the system trusts no authority");
        }
        return Set.copyOf(anchors);
    }

    private static Set<TrustAnchor> fromFile(Path caFile) throws IOException, GeneralSecurityException {
        Set<TrustAnchor> anchors = new HashSet<>();
        try (InputStream in = Files.newInputStream(caFile)) {
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .forEach(each -> anchors.add(new TrustAnchor((X509Certificate) each, null)));
        }
        return anchors;
    }
}
