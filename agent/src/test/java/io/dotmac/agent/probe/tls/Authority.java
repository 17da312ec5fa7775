package io.dotmac.agent.probe.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Issues certificates for tests.
///
/// @param certificate of the authority
/// @param keys of it
public record Authority(X509Certificate certificate, KeyPair keys) {
    private static final AtomicLong SERIAL = new AtomicLong(1);

    /// A root of its own.
    public static Authority root(String name, Instant until) throws Exception {
        KeyPair keys = pair();
        return new Authority(sign(name, keys, name, keys, until.minus(Duration.ofDays(3650)), until, true), keys);
    }

    /// An authority below this one.
    public Authority below(String name, Instant until) throws Exception {
        KeyPair pair = pair();
        return new Authority(sign(name, pair, subject(), keys, until.minus(Duration.ofDays(1000)), until, true), pair);
    }

    /// This authority as another one vouches for it.
    public Authority vouchedForBy(Authority other, Instant until) throws Exception {
        Instant from = until.minus(Duration.ofDays(1000));
        return new Authority(sign(subject(), keys, other.subject(), other.keys, from, until, true), keys);
    }

    /// A server's certificate.
    public Authority server(String host, Instant from, Instant until) throws Exception {
        KeyPair pair = pair();
        return new Authority(sign(host, pair, subject(), keys, from, until, false), pair);
    }

    private String subject() {
        return certificate.getSubjectX500Principal().getName().substring("CN=".length());
    }

    /// Writes the certificate as PEM.
    public Path pem(Path file) throws IOException, GeneralSecurityException {
        StringWriter text = new StringWriter();
        text.append("-----BEGIN CERTIFICATE-----\n")
                .append(Base64.getMimeEncoder().encodeToString(certificate.getEncoded()))
                .append("\n-----END CERTIFICATE-----\n");
        return Files.writeString(file, text.toString());
    }

    /// A TLS context that shows this certificate and `more`.
    public SSLContext context(Authority... more) throws Exception {
        Certificate[] chain = new Certificate[more.length + 1];
        chain[0] = certificate;
        for (int index = 0; index < more.length; index++) {
            chain[index + 1] = more[index].certificate;
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("key", keys.getPrivate(), new char[0], chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    /// A server on loopback that shows this certificate and `more`.
    public SSLServerSocket listen(Authority... more) throws Exception {
        return (SSLServerSocket)
                context(more).getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static X509Certificate sign(
            String name,
            KeyPair keys,
            String issuer,
            KeyPair issuerKeys,
            Instant from,
            Instant until,
            boolean authority)
            throws IOException, OperatorCreationException, GeneralSecurityException {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                new X500Principal("CN=" + issuer),
                BigInteger.valueOf(SERIAL.getAndIncrement()),
                Date.from(from),
                Date.from(until),
                new X500Principal("CN=" + name),
                keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        if (!authority) {
            boolean address = name.matches("[0-9.]+");
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name)));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKeys.getPrivate())));
    }
}
