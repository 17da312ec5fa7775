package io.dotmac.server.platform.http;

import io.dotmac.server.platform.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Section `http-server.tls`.
///
/// @param certificate PEM file of the certificate and what it is signed by
/// @param privateKey PEM file (PKCS#8) of its key
/// @param oldest the oldest protocol that is spoken
record TlsConfig(Path certificate, Path privateKey, Oldest oldest) {
    /// What clients must at least speak.
    enum Oldest {
        /// TLS 1.3 and nothing else.
        TLS_1_3,
        /// TLS 1.2 for clients that know no better.
        TLS_1_2;

        List<String> protocols() {
            return switch (this) {
                case TLS_1_3 -> List.of("TLSv1.3");
                case TLS_1_2 -> List.of("TLSv1.3", "TLSv1.2");
            };
        }
    }

    /// Empty where the server speaks plain HTTP.
    static Optional<TlsConfig> from(Settings settings) {
        String certificate = settings.text("http-server.tls.certificate", "");
        String key = settings.text("http-server.tls.private-key", "");
        Oldest oldest = settings.choice("http-server.tls.oldest", Oldest.TLS_1_3, Oldest.class);
        if (certificate.isEmpty() != key.isEmpty()) {
            settings.violation("http-server.tls." + (key.isEmpty() ? "private-key" : "certificate")
                    + " is missing, must be a PEM file where the other is given");
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        TlsConfig config = new TlsConfig(Path.of(certificate), Path.of(key), oldest);
        try {
            TlsFiles.read(config);
        } catch (IllegalArgumentException e) {
            settings.violation(String.valueOf(e.getMessage()));
        }
        return Optional.of(config);
    }
}
