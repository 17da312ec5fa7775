package io.dotmac.agent.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.dotmac.agent.Majors;
import io.dotmac.agent.Probing;
import io.dotmac.agent.TruthTable;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.testing.LocalPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The lag that is told, against the lag that is: steady, idle, paused, resumed, cut, cut and idle, reconnected.
class LagTruthTest {
    /// A second between two readings of the primary, and what a machine with more to do adds to it.
    private static final double TOLERANCE_SECONDS = 2;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final int LOOKS = 14;
    private static final TruthTable TABLE =
            new TruthTable("lag", List.of("PostgreSQL", "phase", "true lag", "reported lag", "largest error", "told"));

    @TempDir
    Path folder;

    @AfterAll
    static void show() throws IOException {
        TABLE.publish();
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17, 18})
    void lagIsTrueInEveryPhase(int major) throws Exception {
        LocalPostgres alone = LocalPostgres.start(folder.resolve("primary"), 0, Map.of(), Majors.binaries(major));
        try (LocalPostgres.Pair pair = LocalPostgres.standbyOf(alone, folder.resolve("standby-1"), 0);
                Probing agent = Probing.of(targets(pair))) {
            LocalPostgres standby = pair.standby();
            assertThat(standby.value("show server_version")).startsWith(major + ".");
            Phases phases = new Phases(major, new TrueCopy(pair), agent);

            phases.writing("steady", LinkState.STREAMING);
            phases.idle("idle", LinkState.STREAMING);

            standby.execute("select pg_wal_replay_pause()");
            phases.writing("paused", LinkState.PAUSED);
            assertThat(link(agent).severity()).isGreaterThanOrEqualTo(Severity.MINOR);

            standby.execute("select pg_wal_replay_resume()");
            phases.writing("resumed", LinkState.STREAMING);

            String conninfo = standby.value("show primary_conninfo");
            follow(standby, "host=127.0.0.1 port=1 user=postgres");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(link(agent).state()).isEqualTo(LinkState.CUT));
            neverZero(link(agent));
            phases.writing("cut", LinkState.CUT);
            assertThat(link(agent).severity()).isEqualTo(Severity.CRITICAL);
            assertThat(link(agent).health()).isEqualTo(Health.DOWN);
            phases.idle("cut and idle", LinkState.CUT);

            follow(standby, conninfo);
            phases.idle("reconnected", LinkState.STREAMING);
            assertThat(link(agent).severity()).isEqualTo(Severity.OK);
        }
    }

    private static void follow(LocalPostgres standby, @Nullable String conninfo) {
        standby.execute("alter system set primary_conninfo = '" + conninfo + "'");
        standby.execute("select pg_reload_conf()");
    }

    /// Lets time pass in one state and looks again and again; each look must be true.
    private record Phases(int major, TrueCopy copy, Probing agent) {
        void writing(String name, LinkState state) {
            pass(name, state, copy::write);
        }

        void idle(String name, LinkState state) {
            pass(name, state, () -> {});
        }

        private void pass(String name, LinkState state, Runnable work) {
            await().pollDelay(Duration.ZERO).pollInterval(LOOK).atMost(SOON).untilAsserted(() -> {
                work.run();
                look(state);
            });
            List<Look> looks = new ArrayList<>();
            await().pollInterval(LOOK).atMost(SOON).until(() -> {
                work.run();
                looks.add(look(state));
                return looks.size() >= LOOKS;
            });
            double worst = looks.stream().mapToDouble(Look::error).max().orElseThrow();
            Look last = looks.getLast();
            TABLE.add(List.of(
                    Integer.toString(major),
                    name,
                    String.format(Locale.ROOT, "%.2f s", last.truth()),
                    String.format(Locale.ROOT, "%.2f s", last.reported()),
                    String.format(Locale.ROOT, "%.2f s of %d looks", worst, looks.size()),
                    last.told()));
        }

        private Look look(LinkState state) {
            ReplicationLink link = link(agent);
            double truth = copy.lagSeconds(link.checkedAt());
            assertThat(link.state()).isEqualTo(state);
            assertThat(Probing.lag(link)).isCloseTo(truth, within(TOLERANCE_SECONDS));
            neverZero(link);
            return new Look(truth, Probing.lag(link), link.severity() + " " + link.state());
        }
    }

    private record Look(double truth, double reported, String told) {
        double error() {
            return Math.abs(reported - truth);
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
        neverZero(link);
    }

    /// What is cut is never told as being level.
    private static void neverZero(ReplicationLink link) {
        if (link.state() == LinkState.CUT) {
            link.lagSeconds().ifPresent(lag -> assertThat(lag).isPositive());
        }
    }
}
