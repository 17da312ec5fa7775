package io.dotmac.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dotmac.server.platform.config.ConfigException;
import io.dotmac.testing.LocalPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    @TempDir
    Path folder;

    @Test
    void speaksTls13AndShowsANewCertificateAsSoonAsItsFileChanges() throws Exception {
        write("CN=first");
        try (TestPlatform platform =
                TestPlatform.start(LocalPostgres.shared().copyOf(TestPlatform.template()), settings())) {
            assertThat(platform.url().scheme()).isEqualTo("https");
            try (SSLSocket socket = connect(platform, "TLSv1.3")) {
                assertThat(subject(socket)).isEqualTo("CN=first");
                socket.getOutputStream()
                        .write("GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.1 200");
            }
            assertThatThrownBy(() -> connect(platform, "TLSv1.2")).isInstanceOf(SSLException.class);

            Files.writeString(folder.resolve("cert.pem"), "half a file");
            write("CN=second");

            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                try (SSLSocket socket = connect(platform, "TLSv1.3")) {
                    assertThat(subject(socket)).isEqualTo("CN=second");
                }
            });
        }
    }

    @Test
    void filesThatCannotBeUsedAreNamedBeforeTheStart() throws Exception {
        write("CN=first");
        Files.writeString(folder.resolve("key.pem"), "-----BEGIN RSA PRIVATE KEY-----");

        assertThatThrownBy(() -> TestPlatform.config("any", settings()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("http-server.tls.private-key")
                .hasMessageContaining("openssl pkcs8");
    }

    private Map<String, String> settings() {
        return Map.of(
                "HTTP_SERVER__TLS__CERTIFICATE", folder.resolve("cert.pem").toString(),
                "HTTP_SERVER__TLS__PRIVATE_KEY", folder.resolve("key.pem").toString());
    }

    private void write(String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "k",
                        "-keyalg",
                        "EC",
                        "-dname",
                        name,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        pem("key.pem", "PRIVATE KEY", keys.getKey("k", "changeit".toCharArray()).getEncoded());
        pem("cert.pem", "CERTIFICATE", keys.getCertificate("k").getEncoded());
    }

    private void pem(String file, String label, byte[] der) throws IOException {
        String text = "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
        try (OutputStream out = Files.newOutputStream(folder.resolve(file))) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static String subject(SSLSocket socket) throws IOException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    private static SSLSocket connect(TestPlatform platform, String protocol)
            throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, new SecureRandom());
        SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(platform.url().host(), platform.url().port());
        socket.setEnabledProtocols(new String[] {protocol});
        socket.startHandshake();
        return socket;
    }

    /// The test looks at the certificate itself.
    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
