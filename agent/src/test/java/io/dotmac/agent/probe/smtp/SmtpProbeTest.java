package io.dotmac.agent.probe.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.agent.Checking;
import io.dotmac.agent.probe.Finding;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class SmtpProbeTest {
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Test
    void serverThatTakesMailIsUpAndGetsNone() throws Exception {
        Finding finding = check("", "220 mx.example.net ready", "250-mx\r\n250-PIPELINING\r\n250 SIZE 1000", "221 bye");

        assertThat(finding.health()).isEqualTo(Health.UP);
        assertThat(finding.summary()).isEqualTo("takes mail");
        assertThat(finding.facts())
                .containsEntry("greeting", "220 mx.example.net ready")
                .containsEntry("offers", "PIPELINING, SIZE 1000");
        assertThat(heard).containsExactly("EHLO dotmac-agent", "QUIT");
    }

    @Test
    void refusalsAreToldWithTheServersWords() throws Exception {
        Finding busy = check("", "421 too many connections");
        assertThat(busy.health()).isEqualTo(Health.DOWN);
        assertThat(busy.error()).isEqualTo(ErrorClass.STARTING_UP);
        assertThat(busy.summary()).contains("answers 421 too many connections to a connection");

        assertThat(check("", "220 hi", "550 who are you").error()).isEqualTo(ErrorClass.PROTOCOL);
    }

    @Test
    void missingTlsIsTold() throws Exception {
        Finding finding = check(", tls: starttls", "220 hi", "250 mx");

        assertThat(finding.error()).isEqualTo(ErrorClass.TLS_HANDSHAKE);
        assertThat(finding.summary()).endsWith("offers no STARTTLS");
    }

    @Test
    void anotherServiceOnThePortIsTold() throws Exception {
        assertThat(check("", "SSH-2.0-OpenSSH_9.6").summary()).contains("does not speak SMTP");
    }

    private Finding check(String more, String... replies) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> serve(server, replies));
            return Checking.once("{name: m, kind: smtp, host: 127.0.0.1, port: %d, timeout: 10s%s}"
                    .formatted(server.getLocalPort(), more));
        }
    }

    private void serve(ServerSocket server, String... replies) {
        try (Socket socket = server.accept()) {
            OutputStream out = socket.getOutputStream();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (int index = 0; index < replies.length; index++) {
                out.write((replies[index] + "\r\n").getBytes(StandardCharsets.US_ASCII));
                String line = index + 1 < replies.length ? in.readLine() : null;
                if (line != null) {
                    heard.add(line);
                }
            }
        } catch (IOException e) {
            // The probe hangs up.
        }
    }
}
