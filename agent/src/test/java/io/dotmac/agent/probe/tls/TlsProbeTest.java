package io.dotmac.agent.probe.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.agent.Checking;
import io.dotmac.agent.probe.Finding;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsProbeTest {
    @TempDir
    private Path folder;

    private final List<ServerSocket> open = new ArrayList<>();
    private Authority root = rootUntil(in(3000));

    @BeforeEach
    void writeRoot() throws Exception {
        root.pem(folder.resolve("root.pem"));
    }

    @AfterEach
    void closeServers() throws IOException {
        for (ServerSocket server : open) {
            server.close();
        }
    }

    @Test
    void goodChainIsUpWithWhatWasServed() throws Exception {
        Authority middle = root.below("Middle", in(400));

        Finding finding = check(serve(server(middle, 90, 60), middle), "");

        assertThat(finding.health()).isEqualTo(Health.UP);
        assertThat(finding.severity()).isEqualTo(Severity.OK);
        assertThat(finding.facts())
                .containsEntry("served", "2")
                .containsEntry("verified", "yes")
                .containsEntry("protocol", "TLSv1.3")
                .containsEntry("signature", "SHA256withECDSA");
        assertThat(finding.samples())
                .extracting("metric")
                .contains("probe_ssl_earliest_cert_expiry", "probe_ssl_last_chain_expiry_timestamp_seconds");
    }

    @Test
    void intermediateThatEndsFirstCounts() throws Exception {
        Authority middle = root.below("Middle", in(5));

        Finding finding = check(serve(server(middle, 90, 60), middle), "");

        assertThat(finding.severity()).isEqualTo(Severity.MAJOR);
        assertThat(finding.summary()).startsWith("certificate Middle ends in 4 days");
    }

    @Test
    void endIsToldInTime() throws Exception {
        assertThat(check(serve(server(root, 90, 20)), "").severity()).isEqualTo(Severity.MINOR);
        assertThat(check(serve(server(root, 90, 6)), "").severity()).isEqualTo(Severity.MAJOR);
        assertThat(check(serve(server(root, 90, 20)), ", expiry-warn: 10d").severity())
                .isEqualTo(Severity.OK);
    }

    @Test
    void shortLivedCertificateIsJudgedByItsOwnLife() throws Exception {
        assertThat(check(serve(server(root, 6, 3)), "").severity()).isEqualTo(Severity.OK);
        assertThat(check(serve(server(root, 6, 1.5)), "").severity()).isEqualTo(Severity.MINOR);
        assertThat(check(serve(server(root, 6, 0.5)), "").severity()).isEqualTo(Severity.MAJOR);
    }

    @Test
    void expiredCertificateIsDown() throws Exception {
        Finding finding = check(serve(server(root, 90, -3)), "");

        assertThat(finding.health()).isEqualTo(Health.DOWN);
        assertThat(finding.error()).isEqualTo(ErrorClass.CERT);
        assertThat(finding.summary()).contains("expired 3 days ago");
    }

    @Test
    void expiredCertificateThatNobodyNeedsIsAWarning() throws Exception {
        Authority middle = root.below("Middle", in(400));
        Authority crossed = root.vouchedForBy(rootUntil(in(-20), "Old"), in(-30));

        Finding finding = check(serve(server(middle, 90, 60), middle, crossed), "");

        assertThat(finding.health()).isEqualTo(Health.DEGRADED);
        assertThat(finding.severity()).isEqualTo(Severity.MINOR);
        assertThat(finding.summary()).matches("serves Root of Old besides, which expired (29|30) days ago");
        assertThat(finding.facts()).containsEntry("served", "3").containsEntry("verified", "yes");
    }

    @Test
    void expiredIntermediateIsDown() throws Exception {
        Authority middle = root.below("Middle", in(-5));

        Finding finding = check(serve(server(middle, 90, 60), middle), "");

        assertThat(finding.health()).isEqualTo(Health.DOWN);
        assertThat(finding.summary()).startsWith("certificate Middle expired ");
    }

    @Test
    void addressesAreComparedHoweverTheyAreWritten() {
        assertThat(SubjectNames.match(List.of("0:0:0:0:0:0:0:1"), "::1")).isTrue();
        assertThat(SubjectNames.match(List.of("2001:db8:0:0:0:0:0:1"), "2001:DB8::1"))
                .isTrue();
        assertThat(SubjectNames.match(List.of("2001:db8:0:0:0:0:0:1"), "2001:db8::2"))
                .isFalse();
        assertThat(SubjectNames.match(List.of("a:b"), "::1")).isFalse();
    }

    @Test
    void missingIntermediateIsTold() throws Exception {
        Authority middle = root.below("Middle", in(400));

        Finding finding = check(serve(server(middle, 90, 60)), "");

        assertThat(finding.health()).isEqualTo(Health.DOWN);
        assertThat(finding.summary()).isEqualTo("the chain is incomplete: Middle is neither served nor trusted");
        assertThat(finding.facts()).containsEntry("verified", "no");
    }

    @Test
    void selfSignedAndUnknownAuthorityAreToldApart() throws Exception {
        Authority other = rootUntil(in(3000), "Other");
        Authority self = rootUntil(in(60), "127.0.0.1");

        assertThat(check(serve(server(other, 90, 60), other), "").summary())
                .isEqualTo("no authority that is trusted: Other");
        assertThat(check(serve(self), ", server-name: 127.0.0.1").health()).isEqualTo(Health.DOWN);
    }

    @Test
    void nameThatDoesNotMatchIsDown() throws Exception {
        Finding finding = check(serve(server(root, 90, 60)), ", server-name: portal.example.net");

        assertThat(finding.health()).isEqualTo(Health.DOWN);
        assertThat(finding.summary()).isEqualTo("certificate is for 127.0.0.1, not for portal.example.net");
    }

    @Test
    void starCoversOneLabel() {
        assertThat(SubjectNames.match(List.of("*.example.net"), "www.example.net"))
                .isTrue();
        assertThat(SubjectNames.match(List.of("*.example.net"), "a.b.example.net"))
                .isFalse();
        assertThat(SubjectNames.match(List.of("*.example.net"), "example.net")).isFalse();
    }

    @Test
    void olderProtocolThanAskedForIsDegraded() throws Exception {
        SSLServerSocket server = server(root, 90, 60).listen();
        server.setEnabledProtocols(new String[] {"TLSv1.2"});

        Finding finding = check(serve(server), ", min-protocol: TLSv1.3");

        assertThat(finding.severity()).isEqualTo(Severity.MINOR);
        assertThat(finding.summary()).isEqualTo("speaks TLSv1.2 at best, must speak TLSv1.3");
    }

    @Test
    void portWithoutTlsIsToldAsSuch() throws Exception {
        int port =
                plain((in, out) -> out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));

        Finding finding = check(port, "");

        assertThat(finding.health()).isEqualTo(Health.DOWN);
        assertThat(finding.error()).isEqualTo(ErrorClass.TLS_HANDSHAKE);
    }

    @Test
    void silentServerTimesOut() throws Exception {
        ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        open.add(silent);

        Finding finding = check(silent.getLocalPort(), ", timeout: 300ms");

        assertThat(finding.error()).isEqualTo(ErrorClass.TIMEOUT);
    }

    @Test
    void mailServerIsAskedForTls() throws Exception {
        Authority leaf = server(root, 90, 60);
        int port = plain(
                (in, out) -> {
                    write(out, "220 mx ready\r\n");
                    line(in);
                    write(out, "250-mx\r\n250-PIPELINING\r\n250 STARTTLS\r\n");
                    line(in);
                    write(out, "220 go\r\n");
                },
                leaf);

        assertThat(check(port, ", starttls: smtp").health()).isEqualTo(Health.UP);
    }

    @Test
    void mailServerWithoutTlsIsToldAsSuch() throws Exception {
        int port = plain((in, out) -> {
            write(out, "220 mx ready\r\n");
            line(in);
            write(out, "250 mx\r\n");
        });

        Finding finding = check(port, ", starttls: smtp");

        assertThat(finding.health()).isEqualTo(Health.DOWN);
        assertThat(finding.summary()).endsWith("offers no STARTTLS");
    }

    @Test
    void databaseIsAskedForTls() throws Exception {
        Authority leaf = server(root, 90, 60);
        int with = plain(
                (in, out) -> {
                    in.readNBytes(8);
                    write(out, "S");
                },
                leaf);
        int without = plain((in, out) -> {
            in.readNBytes(8);
            write(out, "N");
        });

        assertThat(check(with, ", starttls: postgresql").health()).isEqualTo(Health.UP);
        assertThat(check(without, ", starttls: postgresql").summary()).endsWith("offers no TLS");
    }

    private interface Talk {
        void with(InputStream in, OutputStream out) throws IOException;
    }

    private Finding check(int port, String more) throws InterruptedException {
        return Checking.once("{name: t, kind: tls, host: 127.0.0.1, port: %d, ca-file: %s%s}"
                .formatted(port, folder.resolve("root.pem"), more));
    }

    private static Instant in(double days) {
        return Clock.systemUTC().instant().plusSeconds((long) (days * 86_400)).minusSeconds(60);
    }

    private static Authority server(Authority issuer, double lifeDays, double leftDays) throws Exception {
        return issuer.server("127.0.0.1", in(leftDays - lifeDays), in(leftDays));
    }

    private static Authority rootUntil(Instant until, String... name) {
        try {
            return Authority.root(name.length == 0 ? "Root" : name[0], until);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private int serve(Authority leaf, Authority... more) throws Exception {
        return serve(leaf.listen(more));
    }

    private int serve(SSLServerSocket server) {
        open.add(server);
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try (SSLSocket socket = (SSLSocket) server.accept()) {
                    socket.startHandshake();
                } catch (IOException e) {
                    // The probe hangs up, or the test ends.
                }
            }
        });
        return server.getLocalPort();
    }

    private int plain(Talk talk, Authority... leaf) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        open.add(server);
        Thread.ofVirtual().start(() -> {
            try (Socket socket = server.accept()) {
                talk.with(socket.getInputStream(), socket.getOutputStream());
                if (leaf.length > 0) {
                    SSLSocket secure =
                            (SSLSocket) leaf[0].context().getSocketFactory().createSocket(socket, null, true);
                    secure.startHandshake();
                }
            } catch (Exception e) {
                // The probe hangs up, or the test ends.
            }
        });
        return server.getLocalPort();
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void line(InputStream in) throws IOException {
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            // Until the end of the line.
        }
    }
}
