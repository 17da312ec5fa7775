package io.dotmac.agent.probe.ping;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.agent.Checking;
import io.dotmac.agent.probe.Finding;
import io.dotmac.model.fleet.Health;
import io.dotmac.testing.LocalRedis;
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
    void addressWithoutMachineIsDown() throws Exception {
        Finding finding = Checking.once("{name: p, kind: ping, host: 192.0.2.1, port: 9, timeout: 600ms}");

        assertThat(finding.health()).isEqualTo(Health.DOWN);
    }
}
