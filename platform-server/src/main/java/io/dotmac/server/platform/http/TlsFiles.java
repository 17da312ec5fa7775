package io.dotmac.server.platform.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/// Reads a certificate and its key from PEM files.
final class TlsFiles {
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    private TlsFiles() {}

    /// Throws [IllegalArgumentException] that names the setting, the file and what is wrong.
    static X509ExtendedKeyManager read(TlsConfig config) {
        Certificate[] chain = chain(config.certificate());
        PrivateKey key = key(config.privateKey());
        if (!(chain[0] instanceof X509Certificate first) || !belong(first.getPublicKey(), key)) {
            throw new IllegalArgumentException("http-server.tls.private-key " + config.privateKey()
                    + " does not belong to the certificate " + config.certificate());
        }
        return manager(chain, key);
    }

    private static boolean belong(PublicKey certified, PrivateKey key) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        byte[] text = {1, 2, 3};
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // Not even of one kind.
        }
    }

    private static X509ExtendedKeyManager manager(Certificate[] chain, PrivateKey key) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, new char[0]);
            store.setKeyEntry("server", key, new char[0], chain);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, new char[0]);
            if (factory.getKeyManagers()[0] instanceof X509ExtendedKeyManager manager) {
                return manager;
            }
            throw new IllegalStateException("no X.509 key manager");
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("http-server.tls: " + e.getMessage(), e);
        }
    }

    private static Certificate[] chain(Path file) {
        try {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
                    .toArray(Certificate[]::new);
            if (chain.length > 0) {
                return chain;
            }
        } catch (CertificateException e) {
            throw new IllegalArgumentException(
                    "http-server.tls.certificate " + file + " is no PEM certificate: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("http-server.tls.certificate " + file + " cannot be read", e);
        }
        throw new IllegalArgumentException("http-server.tls.certificate " + file + " holds no certificate");
    }

    private static PrivateKey key(Path file) {
        byte[] der;
        try {
            String pem = Files.readString(file, StandardCharsets.US_ASCII);
            if (!pem.contains("-----BEGIN PRIVATE KEY-----")) {
                throw new IllegalArgumentException("http-server.tls.private-key " + file
                        + " is not PKCS#8 in PEM; convert it with: openssl pkcs8 -topk8 -nodes -in " + file);
            }
            String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
            der = Base64.getDecoder().decode(base64);
        } catch (IOException e) {
            throw new IllegalArgumentException("http-server.tls.private-key " + file + " cannot be read", e);
        }
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException e) {
                // Of another kind; the next one is tried.
            }
        }
        throw new IllegalArgumentException(
                "http-server.tls.private-key " + file + " is of no known kind, must be one of " + ALGORITHMS);
    }
}
