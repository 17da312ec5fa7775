package io.dotmac.agent.probe.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.agent.Probing;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.report.Report;
import io.dotmac.testing.LocalPostgres;
import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A PostgreSQL that listens, but takes no connection yet (SQLSTATE 57P03): it is no dead one.
class PostgresStartingTest {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void serverThatRecoversIsStartingUntilItIsUp() throws Exception {
        Path data = stopped();
        Path go = folder.resolve("go");
        Files.writeString(
                data.resolve("postgresql.auto.conf"),
                "restore_command = 'while [ ! -e %s ]; do sleep 0.1; done; false'%n".formatted(go));
        Files.writeString(data.resolve("recovery.signal"), "");

        startsAndComesUp(data, Map.of(), "the database system is starting up", () -> Files.writeString(go, ""));
    }

    @Test
    void standbyThatLetsNobodyReadSaysSoUntilItIsPromoted() throws Exception {
        Path data = stopped();
        Files.writeString(data.resolve("standby.signal"), "");

        startsAndComesUp(
                data,
                Map.of("hot_standby", "off"),
                "the database system is not accepting connections; Hot standby mode is disabled.",
                () -> promote(data));
    }

    private static void startsAndComesUp(Path data, Map<String, String> settings, String words, Callable<?> open)
            throws Exception {
        int port = LocalRedis.freePort();
        FutureTask<LocalPostgres> start = new FutureTask<>(() -> LocalPostgres.start(data, port, settings));
        try (Probing agent =
                Probing.of("- {name: orders-db, kind: postgresql, host: 127.0.0.1, port: %d, username: postgres}"
                        .formatted(port))) {
            try {
                Thread.ofVirtual().start(start);
                await().atMost(LONGEST).untilAsserted(() -> {
                    assertThat(state(agent).error()).contains(ErrorClass.STARTING_UP);
                    assertThat(state(agent).health()).isEqualTo(Health.DOWN);
                    assertThat(state(agent).summary())
                            .isEqualTo("127.0.0.1:" + port + " takes no connections: " + words);
                });
                int told = agent.reports().size();

                open.call();

                await().atMost(LONGEST)
                        .untilAsserted(() -> assertThat(state(agent).health()).isEqualTo(Health.UP));
                assertThat(agent.reports().subList(told, agent.reports().size()))
                        .flatExtracting(Report::dependencies)
                        .extracting(DependencyState::error)
                        .as("what starts is never called refusing")
                        .doesNotContain(Optional.of(ErrorClass.REFUSED));
            } finally {
                open.call();
                start.get().close();
            }
        }
    }

    /// A data folder that was used and left in peace.
    private Path stopped() throws IOException {
        Path data = folder.resolve("data");
        LocalPostgres.start(data, 0).close();
        return data;
    }

    /// As `pg_ctl promote` does.
    private static boolean promote(Path data) throws IOException, InterruptedException {
        String postmaster = Files.readAllLines(data.resolve("postmaster.pid")).getFirst();
        Files.writeString(data.resolve("promote"), "");
        return new ProcessBuilder("kill", "-USR1", postmaster.strip()).start().waitFor() == 0;
    }

    private static DependencyState state(Probing agent) {
        return agent.dependency("orders-db").orElseThrow(() -> new AssertionError("not probed yet"));
    }
}
