package io.dotmac.agent.probe.ping;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.agent.Checking;
import io.dotmac.agent.probe.Finding;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PingProbeTest {
    @Test
    void refusalProvesThatTheMachineIsThere() throws Exception {
        Finding finding = Checking.once(
                "{name: p, kind: ping, host: 127.0.0.1, port: %d, latency-warn: 30s}".formatted(LocalRedis.freePort()));

        assertThat(finding.health()).isEqualTo(Health.UP);
        assertThat(finding.facts()).containsEntry("answers", "3 of 3");
        assertThat(finding.facts().get("method")).startsWith("tcp/");
    }

    @Test
    void methodWithoutPortSaysWhatTheAgentMayDo() throws Exception {
        Finding finding = Checking.once("{name: p, kind: ping, host: 127.0.0.1, latency-warn: 30s}");

        assertThat(finding.health()).isEqualTo(Health.UP);
        assertThat(finding.facts())
                .containsEntry("method", PingProbe.privileged() ? "icmp" : "tcp/7, no right to icmp");
    }

    @Test
    void addressThatAnswersNothingIsDown() throws Exception {
        List<Socket> waiting = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(full, waiting);

            Finding finding = Checking.once(
                    "{name: p, kind: ping, host: 127.0.0.1, port: %d, timeout: 600ms}".formatted(full.getLocalPort()));

            assertThat(finding.health()).isEqualTo(Health.DOWN);
            assertThat(finding.error()).isEqualTo(ErrorClass.TIMEOUT);
            assertThat(finding.summary()).contains("no answer from 127.0.0.1 by tcp/");
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    /// From then on the kernel drops whatever asks for a connection, as a machine that is gone does.
    private static void fill(ServerSocket server, List<Socket> waiting) throws IOException {
        try {
            while (waiting.size() < 20) {
                Socket socket = new Socket();
                waiting.add(socket);
                socket.connect(server.getLocalSocketAddress(), 300);
            }
        } catch (SocketTimeoutException e) {
            return;
        }
        throw new AssertionError("the backlog never fills");
    }
}
