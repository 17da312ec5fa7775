package io.dotmac.agent.probe.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.agent.Checking;
import io.dotmac.agent.Probing;
import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.pace.Pace;
import io.dotmac.agent.probe.Finding;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.testing.LocalPostgres;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A PostgreSQL that refuses connections or writes, and one that is promoted beside its primary.
class PostgresRefusalsTest {
    private static final Duration LONGEST = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void refusalsAreToldApart() throws Exception {
        LocalPostgres alone = LocalPostgres.start(folder.resolve("primary"), 0);
        alone.execute("create role mon login connection limit 1");
        try (LocalPostgres.Pair pair = LocalPostgres.standbyOf(alone, folder.resolve("standby-1"), 0);
                PostgresProbe kept = impatient(pair.primary())) {
            assertThat(kept.check().health()).isEqualTo(Health.UP);

            Finding second = Checking.once(target(pair.primary().port(), "mon"));
            Finding warm = kept.check();

            assertThat(second.health()).isEqualTo(Health.DOWN);
            assertThat(second.error()).isEqualTo(ErrorClass.TOO_MANY_CONNECTIONS);
            assertThat(warm.severity()).isEqualTo(Severity.MAJOR);
            assertThat(warm.error()).isEqualTo(ErrorClass.TOO_MANY_CONNECTIONS);
            assertThat(warm.summary()).startsWith("answers, but gives no new connection: ");

            pair.primary().execute("alter system set default_transaction_read_only = on");
            pair.primary().execute("select pg_reload_conf()");
            await().atMost(LONGEST).untilAsserted(() -> {
                Finding finding = Checking.once(target(pair.primary().port(), "postgres"));
                assertThat(finding.error()).isEqualTo(ErrorClass.READONLY);
                assertThat(finding.summary()).isEqualTo("primary takes no writes");
            });
        }
    }

    @Test
    void promotedStandbyIsASecondPrimaryAndThenTheOnlyOne() throws Exception {
        LocalPostgres alone = LocalPostgres.start(folder.resolve("primary"), 0);
        LocalPostgres.Pair pair = LocalPostgres.standbyOf(alone, folder.resolve("standby-1"), 0);
        try (LocalPostgres standby = pair.standby();
                Probing agent = Probing.of("""
                        - {name: orders-db, kind: postgresql, host: 127.0.0.1, port: %d, username: postgres, standbys: [standby-1]}
                        - {name: standby-1, kind: postgresql, host: 127.0.0.1, port: %d, username: postgres}
                        """.formatted(pair.primary().port(), standby.port()))) {
            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(link(agent).state()).isEqualTo(LinkState.STREAMING));

            standby.execute("select pg_promote()");

            await().atMost(LONGEST).untilAsserted(() -> {
                ReplicationLink link = link(agent);
                assertThat(link.state()).isEqualTo(LinkState.CUT);
                assertThat(link.severity()).isEqualTo(Severity.CRITICAL);
                assertThat(link.summary()).startsWith("takes writes itself: two primaries");
                assertThat(agent.dependency("standby-1")
                                .orElseThrow(AssertionError::new)
                                .facts())
                        .containsEntry("role", "primary")
                        .containsEntry("timeline", "2");
            });

            pair.primary().close();

            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(link(agent).summary()).startsWith("promoted, takes writes itself"));
        }
    }

    private static ReplicationLink link(Probing agent) {
        return agent.link("standby-1").orElseThrow(() -> new AssertionError("no link yet"));
    }

    private static PostgresProbe impatient(LocalPostgres server) {
        AgentConfig config =
                AgentConfig.parse("node: {name: n}\ntargets:\n- " + target(server.port(), "mon"), Map.of());
        return new PostgresProbe(
                (TargetConfig.Postgres) config.targets().getFirst(),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                new Pace(Duration.ofSeconds(10), System::nanoTime),
                Clock.systemUTC(),
                Duration.ZERO);
    }

    private static String target(int port, String user) {
        return "{name: d, kind: postgresql, host: 127.0.0.1, port: %d, username: %s}".formatted(port, user);
    }
}
