package io.dotmac.agent.probe.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.agent.Checking;
import io.dotmac.agent.Servers;
import io.dotmac.agent.probe.Finding;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import io.dotmac.testing.LocalRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnmpProbeTest {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void deviceIsReadByBothVersionsAndStrangersAreRefused() throws Exception {
        int port = LocalRedis.freePort();
        Path file = Files.writeString(folder.resolve("snmpd.conf"), """
                agentaddress udp:127.0.0.1:%d
                rocommunity s3cret 127.0.0.1
                [snmp] persistentDir %s
                createUser mon SHA auth-pass-1 AES priv-pass-1
                rouser mon priv
                sysName core-1
                """.formatted(port, folder));
        try (Servers device = Servers.run(
                        folder.resolve("log"), Servers.program("snmpd"), "-f", "-Lo", "-C", "-c", file.toString());
                Checking second = Checking.of(target(port, ", community: s3cret, interfaces: [lo]"))) {
            await().atMost(LONGEST).untilAsserted(() -> {
                assertThat(device.alive()).isTrue();
                assertThat(second.check().health()).isEqualTo(Health.UP);
            });
            Finding finding = second.check();
            assertThat(finding.facts()).containsEntry("name", "core-1").containsKey("interface lo");
            assertThat(finding.facts().get("interface lo")).startsWith("up");
            assertThat(finding.samples()).extracting("metric").contains("ifOperStatus", "snmp_uptime_seconds");

            String third = ", version: 3, username: mon, auth-password: auth-pass-1";
            assertThat(Checking.once(target(port, third + ", priv-password: priv-pass-1"))
                            .health())
                    .isEqualTo(Health.UP);
            Finding wrong = Checking.once(target(
                    port, ", version: 3, username: mon, auth-password: wrong-pass-1, priv-password: priv-pass-1"));
            assertThat(wrong.health()).isEqualTo(Health.UNKNOWN);
            assertThat(wrong.reason()).isEqualTo(UnknownReason.PERMISSION);
            assertThat(wrong.summary()).contains("wrong auth-password");
            assertThat(Checking.once(target(port, third + ", priv-password: wrong-pass-1"))
                            .summary())
                    .contains("priv-password");

            Finding missing = Checking.once(target(port, ", community: s3cret, interfaces: [wan9]"));
            assertThat(missing.severity()).isEqualTo(Severity.MAJOR);
            assertThat(missing.summary()).isEqualTo("there is no interface wan9");
            assertThat(Checking.once(target(port, ", community: other, timeout: 1s"))
                            .error())
                    .isEqualTo(ErrorClass.TIMEOUT);
        }
    }

    @Test
    void narrowCounterMayWrapAndDeviceMayStartAnew() {
        CounterRates rates = new CounterRates();
        rates.begin(100_000);
        assertThat(rates.rate("in", 4_294_967_000L, false, 1e9)).isNull();
        rates.begin(101_000);
        assertThat(rates.rate("in", 704, false, 1e9)).isEqualTo(100.0);
        rates.begin(500);
        assertThat(rates.rate("in", 50, false, 1e9)).isNull();
        rates.begin(1_500);
        assertThat(rates.rate("in", 1_050, false, 1e9)).isEqualTo(100.0);
    }

    @Test
    void wideCounterThatFellAndRateBeyondTheWireAreNoRates() {
        CounterRates rates = new CounterRates();
        rates.begin(1_000);
        rates.rate("in", 9_000_000_000L, true, 1e9);
        rates.begin(2_000);
        assertThat(rates.rate("in", 8_000_000_000L, true, 1e9)).isNull();
        rates.begin(3_000);
        assertThat(rates.rate("in", 900_000_000_000L, true, 1e9)).isNull();
    }

    private static String target(int port, String more) {
        return "{name: s, kind: snmp, host: 127.0.0.1, port: %d%s}".formatted(port, more);
    }
}
