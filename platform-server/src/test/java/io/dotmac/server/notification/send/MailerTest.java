package io.dotmac.server.notification.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.dotmac.model.alert.Level;
import io.dotmac.model.notification.NoticeKind;
import io.dotmac.model.notification.Target;
import io.dotmac.server.notification.send.SmtpConfig.Security;
import io.dotmac.server.platform.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A mail server that speaks TLS alone, wants a log-in, and has a certificate of its own authority.
class MailerTest {
    private static final String KEYSTORE = "greenmail.tls.keystore.file";
    private static final String PASSWORD = "greenmail.tls.keystore.password";

    @TempDir
    static Path folder;

    private static GreenMail mail;
    private static StartTlsFront front;

    @BeforeAll
    static void start() throws Exception {
        certificate("server", "san=ip:127.0.0.1");
        certificate("stranger", "san=ip:127.0.0.1");
        System.setProperty(KEYSTORE, folder.resolve("server.p12").toString());
        System.setProperty(PASSWORD, "changeit");
        mail = new GreenMail(new ServerSetup[] {
            new ServerSetup(0, "127.0.0.1", "smtps"), new ServerSetup(0, "127.0.0.1", "smtp"),
        });
        mail.start();
        mail.setUser("ops@dotmac.example", "ops", "right");
        front = new StartTlsFront(folder.resolve("server.p12"), mail.getSmtp().getPort());
    }

    @AfterAll
    static void stop() throws IOException {
        front.close();
        mail.stop();
        System.clearProperty(KEYSTORE);
        System.clearProperty(PASSWORD);
    }

    @BeforeEach
    void empty() throws Exception {
        mail.purgeEmailFromAllMailboxes();
    }

    @Test
    void mailGoesOverTlsWithALogIn() throws Exception {
        assertThat(send("server", "right")).isInstanceOf(Outcome.Sent.class);

        assertThat(mail.getReceivedMessages())
                .singleElement()
                .satisfies(letter -> assertThat(letter.getSubject()).isEqualTo("Redis is down"));
    }

    @Test
    void mailWaitsForStartTls() throws Exception {
        assertThat(send(front.port(), Security.STARTTLS, "server", "right")).isInstanceOf(Outcome.Sent.class);

        assertThat(mail.getReceivedMessages()).hasSize(1);
        assertThat(send(front.port(), Security.STARTTLS, "stranger", "right")).isInstanceOf(Outcome.Later.class);
        assertThat(mail.getReceivedMessages()).hasSize(1);
    }

    @Test
    void serverThatOffersNoStartTlsIsToldNothing() {
        int plain = mail.getSmtp().getPort();

        assertThat(send(plain, Security.STARTTLS, "server", "right"))
                .isInstanceOfSatisfying(
                        Outcome.Later.class, later -> assertThat(later.error()).contains("STARTTLS"));
        assertThat(mail.getReceivedMessages()).isEmpty();
        assertThat(send(plain, Security.NONE, "", "right")).isInstanceOf(Outcome.Sent.class);
    }

    @Test
    void wrongPasswordIsToldAndTriedAgain() {
        assertThat(send("server", "wrong"))
                .isInstanceOfSatisfying(
                        Outcome.Later.class, later -> assertThat(later.error()).contains("user name and password"));
        assertThat(mail.getReceivedMessages()).isEmpty();
    }

    @Test
    void serverOfAnotherAuthorityIsToldNothing() {
        assertThat(send("stranger", "right")).isInstanceOf(Outcome.Later.class);
        assertThat(mail.getReceivedMessages()).isEmpty();
    }

    @Test
    void fileWithoutCertificateIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("empty.pem"), "");

        assertThatThrownBy(() -> Authorities.of(file)).hasMessage(file + " holds no certificate");
        assertThatThrownBy(() -> Authorities.of(folder.resolve("none.pem"))).hasMessageEndingWith("cannot be read");
    }

    private static Outcome send(String authority, String password) {
        return send(mail.getSmtps().getPort(), Security.TLS, authority, password);
    }

    private static Outcome send(int port, Security security, String authority, String password) {
        SmtpConfig config = new SmtpConfig(
                "127.0.0.1",
                port,
                security,
                "ops",
                new Secret(password),
                "ops@dotmac.example",
                authority.isEmpty() ? "" : folder.resolve(authority + ".pem").toString(),
                Duration.ofSeconds(10));
        Words words = new Words("Redis is down", "It is.", "<p>It is.</p>");
        return new Mailer(config, Clock.systemUTC())
                .send(new Target.Email(List.of("noc@dotmac.example")), parcel(words));
    }

    private static Parcel parcel(Words words) {
        Notice notice = new Notice(
                NoticeKind.FIRING,
                "acme",
                "",
                Map.of(),
                Level.CRITICAL,
                List.of(),
                List.of(),
                1,
                0,
                0,
                "",
                Instant.parse("2026-03-20T02:00:00Z"));
        return new Parcel(UUID.randomUUID(), "t", "noc", notice, words, List.of(), false);
    }

    private static void certificate(String name, String extension) throws Exception {
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
                        "CN=" + name,
                        "-ext",
                        extension,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor()).isZero();
        byte[] der = KeyStore.getInstance(store.toFile(), "changeit".toCharArray())
                .getCertificate("k")
                .getEncoded();
        Files.writeString(
                folder.resolve(name + ".pem"),
                "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(der)
                        + "\n-----END CERTIFICATE-----\n");
    }
}
