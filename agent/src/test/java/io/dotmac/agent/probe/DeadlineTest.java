package io.dotmac.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.agent.Checking;
import io.dotmac.agent.Switchboard;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.testing.LocalPostgres;
import io.dotmac.testing.LocalRedis;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A check ends in its time, whatever it is made of.
class DeadlineTest {
    private static final Duration TIMEOUT = Duration.ofMillis(800);
    private static final Duration LATEST = TIMEOUT.plusMillis(900);
    private static final String TIMES = ", interval: 10s, timeout: 800ms";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind: postgresql, host: %s, username: postgres",
                "kind: pgbouncer, host: %s, username: stats",
                "kind: redis, host: %s",
                "kind: sentinel, host: %s",
                "kind: tcp, host: %s, port: 80",
                "kind: ping, host: %s, port: 80",
                "kind: dns, query: example.net, servers: [%s]",
                "kind: tls, host: %s, port: 443",
                "kind: http, url: 'http://%s/'",
                "kind: smtp, host: %s",
                "kind: snmp, host: %s, community: public",
                "kind: vault, urls: ['http://%s:8200']",
                "kind: s3, endpoint: 'http://%s', bucket: b, access-key: a, secret-key: s"
            })
    void nameThatIsNotAnsweredCostsNoMoreThanTheCheckMayTake(String target) throws InterruptedException {
        String name = target.replaceAll("kind: ([a-z0-9]+),.*", "$1") + ".slow.test";
        long begun = System.nanoTime();

        Finding finding = Checking.once("{name: t, " + target.formatted(name) + TIMES + "}");

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LATEST);
        assertThat(finding.health()).isEqualTo(Health.DOWN);
        assertThat(finding.error()).isIn(ErrorClass.TIMEOUT, ErrorClass.DNS);
    }

    @Test
    void manyStepsOfAPostgresThatAreAllSlowEndInTime() throws Exception {
        try (Switchboard slow = new Switchboard(LocalPostgres.shared().port());
                Checking probe = Checking.of("{name: t, kind: postgresql, host: 127.0.0.1, username: postgres, port: "
                        + slow.port() + TIMES + "}")) {
            slow.delay(150);
            long begun = System.nanoTime();

            Finding finding = probe.check();

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LATEST);
            assertThat(finding.error()).isEqualTo(ErrorClass.TIMEOUT);
        }
    }

    @Test
    void manyStepsOfARedisThatAreAllSlowEndInTime() throws Exception {
        try (LocalRedis redis = LocalRedis.start(0);
                Switchboard slow = new Switchboard(redis.port());
                Checking probe =
                        Checking.of("{name: t, kind: redis, host: 127.0.0.1, port: " + slow.port() + TIMES + "}")) {
            slow.delay(500);
            long begun = System.nanoTime();

            Finding finding = probe.check();

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(TIMEOUT.plusMillis(150));
            assertThat(finding.error()).isEqualTo(ErrorClass.TIMEOUT);
        }
    }
}
