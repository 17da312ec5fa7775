package io.dotmac.agent.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.dotmac.agent.Majors;
import io.dotmac.agent.Probing;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.testing.LocalPostgres;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The lag that is told, against the lag that is: steady, idle, paused, resumed, cut, cut and idle, reconnected.
class LagTruthTest {
    private static final double TOLERANCE_SECONDS = 1.5;
    private static final Duration PHASE = Duration.ofSeconds(4);

    @TempDir
    Path folder;

    @Test
    void lagIsTrueInEveryPhase() throws Exception {
        LocalPostgres alone = LocalPostgres.start(folder.resolve("primary"), 0);
        try (LocalPostgres.Pair pair = LocalPostgres.standbyOf(alone, folder.resolve("standby-1"), 0);
                Probing agent = Probing.of(targets(pair))) {
            LocalPostgres primary = pair.primary();
            LocalPostgres standby = pair.standby();
            primary.execute("create table t (at timestamptz)");

            phase(() -> write(primary), () -> near(agent, LinkState.STREAMING, null));
            phase(() -> {}, () -> near(agent, LinkState.STREAMING, null));

            standby.execute("select pg_wal_replay_pause()");
            Instant paused = now();
            write(primary);
            phase(() -> write(primary), () -> {});
            near(agent, LinkState.PAUSED, paused);
            assertThat(link(agent).severity()).isGreaterThanOrEqualTo(Severity.MINOR);

            standby.execute("select pg_wal_replay_resume()");
            await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> near(agent, LinkState.STREAMING, null));

            String conninfo = standby.value("show primary_conninfo");
            standby.execute("alter system set primary_conninfo = 'host=127.0.0.1 port=1 user=postgres'");
            standby.execute("select pg_reload_conf()");
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(link(agent).state()).isEqualTo(LinkState.CUT));
            neverZero(agent);
            Instant cut = now();
            write(primary);
            phase(() -> write(primary), () -> {});
            near(agent, LinkState.CUT, cut);
            assertThat(link(agent).severity()).isEqualTo(Severity.CRITICAL);
            assertThat(link(agent).health()).isEqualTo(Health.DOWN);
            phase(() -> {}, () -> neverZero(agent));
            near(agent, LinkState.CUT, cut);

            standby.execute("alter system set primary_conninfo = '" + conninfo + "'");
            standby.execute("select pg_reload_conf()");
            await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> near(agent, LinkState.STREAMING, null));
            assertThat(link(agent).severity()).isEqualTo(Severity.OK);
        }
    }

    /// Fewer and shorter phases than on the newest version; no figure is read in another way.
    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17})
    void lagIsTrueOnOlderServersToo(int major) throws Exception {
        LocalPostgres alone = LocalPostgres.start(folder.resolve("primary"), 0, Map.of(), Majors.binaries(major));
        try (LocalPostgres.Pair pair = LocalPostgres.standbyOf(alone, folder.resolve("standby-1"), 0);
                Probing agent = Probing.of(targets(pair))) {
            LocalPostgres primary = pair.primary();
            LocalPostgres standby = pair.standby();
            assertThat(primary.value("show server_version")).startsWith(major + ".");
            primary.execute("create table t (at timestamptz)");
            await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> near(agent, LinkState.STREAMING, null));

            standby.execute("select pg_wal_replay_pause()");
            Instant paused = now();
            write(primary);
            await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
                near(agent, LinkState.PAUSED, paused);
                assertThat(link(agent).lagSeconds().orElse(0.0)).isGreaterThan(2);
            });
            standby.execute("select pg_wal_replay_resume()");
            await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> near(agent, LinkState.STREAMING, null));

            String conninfo = standby.value("show primary_conninfo");
            standby.execute("alter system set primary_conninfo = 'host=127.0.0.1 port=1 user=postgres'");
            standby.execute("select pg_reload_conf()");
            await().atMost(Duration.ofSeconds(15))
                    .untilAsserted(() -> assertThat(link(agent).state()).isEqualTo(LinkState.CUT));
            Instant cut = now();
            write(primary);
            await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
                near(agent, LinkState.CUT, cut);
                assertThat(link(agent).lagSeconds().orElse(0.0)).isGreaterThan(2);
            });

            standby.execute("alter system set primary_conninfo = '" + conninfo + "'");
            standby.execute("select pg_reload_conf()");
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> near(agent, LinkState.STREAMING, null));
        }
    }

    @Test
    void standbyThatIsGoneIsCutAndStaysBehind() throws Exception {
        LocalPostgres alone = LocalPostgres.start(folder.resolve("primary"), 0);
        LocalPostgres.Pair pair = LocalPostgres.standbyOf(alone, folder.resolve("standby-1"), 0);
        try (LocalPostgres primary = pair.primary();
                Probing agent = Probing.of(targets(pair))) {
            primary.execute("create table t (at timestamptz)");
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> near(agent, LinkState.STREAMING, null));

            pair.standby().close();
            Instant gone = now();
            write(primary);

            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                near(agent, LinkState.CUT, gone);
                assertThat(Probing.lag(link(agent))).isGreaterThan(2);
            });
            assertThat(agent.dependency("standby-1")
                            .orElseThrow(AssertionError::new)
                            .health())
                    .isEqualTo(Health.DOWN);
        }
    }

    @Test
    void lagIsALowerBoundWithoutThePrimary() throws Exception {
        LocalPostgres alone = LocalPostgres.start(folder.resolve("primary"), 0);
        LocalPostgres.Pair pair = LocalPostgres.standbyOf(alone, folder.resolve("standby-1"), 0);
        try (LocalPostgres standby = pair.standby();
                Probing agent = Probing.of(targets(pair))) {
            pair.primary().execute("create table t (at timestamptz)");
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> near(agent, LinkState.STREAMING, null));
            standby.execute("select pg_wal_replay_pause()");
            write(pair.primary());
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() ->
                            assertThat(link(agent).lagSeconds().orElse(0.0)).isGreaterThan(1));

            pair.primary().close();

            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                assertThat(link(agent).lagIsLowerBound()).isTrue();
                assertThat(link(agent).lagSeconds().orElse(0.0)).isGreaterThan(2);
                assertThat(link(agent).lagBytes()).isEmpty();
                assertThat(link(agent).severity()).isEqualTo(Severity.CRITICAL);
            });
        }
    }

    private static String targets(LocalPostgres.Pair pair) {
        return """
                - {name: orders-db, kind: postgresql, host: 127.0.0.1, port: %d, username: postgres, standbys: [standby-1]}
                - {name: standby-1, kind: postgresql, host: 127.0.0.1, port: %d, username: postgres}
                """.formatted(pair.primary().port(), pair.standby().port());
    }

    private static void write(LocalPostgres primary) {
        primary.execute("insert into t values (clock_timestamp())");
    }

    /// Runs `work` over and over for one phase and looks every quarter of a second.
    private static void phase(Runnable work, Runnable look) {
        long end = System.nanoTime() + PHASE.toNanos();
        await().pollInterval(Duration.ofMillis(250))
                .atMost(PHASE.plusSeconds(5))
                .until(() -> {
                    work.run();
                    boolean settled = end - System.nanoTime() < PHASE.toNanos() / 2;
                    if (settled) {
                        look.run();
                    }
                    return System.nanoTime() - end >= 0;
                });
    }

    private static ReplicationLink link(Probing agent) {
        return agent.link("standby-1").orElseThrow(() -> new AssertionError("no link yet"));
    }

    private static Instant now() {
        return Clock.systemUTC().instant();
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1e3;
    }

    /// The link says `state`, and a lag that was true when it was read: none, or all of the time since `behind`.
    private static void near(Probing agent, LinkState state, @Nullable Instant behind) {
        ReplicationLink link = link(agent);
        double truth = behind == null ? 0 : seconds(behind, link.checkedAt());
        assertThat(link.state()).isEqualTo(state);
        assertThat(link.lagSeconds()).isPresent();
        assertThat(Probing.lag(link)).isCloseTo(truth, within(TOLERANCE_SECONDS));
        if (state == LinkState.CUT) {
            neverZero(agent);
        }
    }

    private static void neverZero(Probing agent) {
        link(agent).lagSeconds().ifPresent(lag -> assertThat(lag).isPositive());
        assertThat(link(agent).state()).isEqualTo(LinkState.CUT);
    }
}
