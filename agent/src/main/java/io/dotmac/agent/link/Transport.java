package io.dotmac.agent.link;

import io.dotmac.agent.config.ServerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;

/// The HTTP client towards the server: certificates are always verified, against the system's or the given authority.
final class Transport {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration PING = Duration.ofSeconds(5);

    private Transport() {}

    static OkHttpClient to(ServerConfig server) {
        OkHttpClient.Builder http = new OkHttpClient.Builder()
                .connectTimeout(CONNECT)
                .readTimeout(ANSWER)
                .writeTimeout(ANSWER)
                .followRedirects(false)
                .pingInterval(PING);
        if (!server.url().isHttps()) {
            // Spares the system's certificates, which are megabytes.
            http.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT));
        }
        if (server.caFile() != null) {
            X509TrustManager trust = trustOnly(server.caFile());
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, new TrustManager[] {trust}, null);
                http.sslSocketFactory(context.getSocketFactory(), trust);
            } catch (GeneralSecurityException e) {
                throw new LinkFailure("server.ca-file " + server.caFile() + " cannot be used", e);
            }
        }
        return http.build();
    }

    private static X509TrustManager trustOnly(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int count = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + count, certificate);
                count++;
            }
            if (count == 0) {
                throw new LinkFailure("server.ca-file " + file + " holds no certificate");
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager trust) {
                    return trust;
                }
            }
            throw new LinkFailure("this JDK has no X.509 trust manager");
        } catch (IOException | GeneralSecurityException e) {
            throw new LinkFailure("server.ca-file " + file + " is not a PEM file of certificates", e);
        }
    }
}
