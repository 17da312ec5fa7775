package io.dotmac.server.notification.send;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/// Certificate authorities of one's own, as a company's mail server has them.
final class Authorities {
    private Authorities() {}

    /// Sockets that believe certificates of the authorities in a PEM file alone. Throws [IllegalArgumentException] that
    /// names the file and what is wrong.
    static SSLSocketFactory of(Path file) {
        try {
            Collection<? extends Certificate> found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
            if (found.isEmpty()) {
                throw new IllegalArgumentException(file + " holds no certificate");
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (Certificate one : found) {
                store.setCertificateEntry("authority-" + store.size(), one);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(file + " is no PEM certificate: " + e.getMessage(), e);
        }
    }
}
