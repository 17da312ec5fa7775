package io.dotmac.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.model.Json;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import io.dotmac.testing.LocalPostgres;
import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
    @TempDir
    Path folder;

    @Test
    void exitCodesAreWhatNagiosExpects() throws IOException {
        try (LocalRedis redis = LocalRedis.start(0)) {
            String good = "- {name: r, kind: redis, host: 127.0.0.1, port: " + redis.port() + "}\n";
            String bad = "- {name: t, kind: tcp, host: 127.0.0.1, port: " + LocalRedis.freePort() + "}\n";
            String unsure = "- {name: h, kind: http, url: \"http://127.0.0.1:1/\"}\n";
            String lacking = "- {name: d, kind: postgresql, host: 127.0.0.1, username: postgres, standbys: [s], port: "
                    + LocalPostgres.shared().port() + "}\n";

            assertThat(check(good)).isZero();
            assertThat(check(good + bad)).isEqualTo(2);
            assertThat(check(good + unsure)).isEqualTo(3);
            assertThat(check(lacking)).isEqualTo(2);
        }
    }

    @Test
    void mistypedCommandLineIsUnknownAndNeverCritical() {
        StringWriter said = new StringWriter();

        assertThat(Main.commandLine().setErr(new PrintWriter(said)).execute("check", "--nonsense"))
                .isEqualTo(3);
        assertThat(Main.commandLine().setErr(new PrintWriter(said)).execute("doctor", "--nonsense"))
                .isEqualTo(64);
        assertThat(said.toString()).contains("--nonsense");
    }

    @Test
    void everyCommandExplainsItself() {
        Main.commandLine().getSubcommands().forEach((name, command) -> {
            StringWriter said = new StringWriter();

            assertThat(Main.commandLine().setOut(new PrintWriter(said)).execute(name, "--help"))
                    .isZero();
            assertThat(said.toString()).contains("Usage: dotmac-agent", "--help", command.getCommandName());
        });
    }

    @Test
    void programsReadJson() throws IOException {
        Path file = config("- {name: t, kind: tcp, host: 127.0.0.1, port: " + LocalRedis.freePort() + "}\n");
        StringWriter out = new StringWriter();
        int code =
                Main.commandLine().setOut(new PrintWriter(out)).execute("check", "--json", "--config", file.toString());

        CheckCommand.Result result =
                Json.read(out.toString().getBytes(StandardCharsets.UTF_8), CheckCommand.Result.class);

        assertThat(code).isEqualTo(2);
        assertThat(result.node()).isEqualTo("n");
        assertThat(result.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(result.results()).singleElement().satisfies(row -> {
            assertThat(row.name()).isEqualTo("t");
            assertThat(row.health()).isEqualTo(Health.DOWN);
            assertThat(row.error()).contains(ErrorClass.REFUSED);
            assertThat(row.latencyMillis()).isEmpty();
        });
    }

    @Test
    void copyThatLacksChangesIsNeverNoSecondsBehind() throws IOException {
        LocalPostgres alone = LocalPostgres.start(folder.resolve("primary"), 0);
        try (LocalPostgres.Pair pair = LocalPostgres.standbyOf(alone, folder.resolve("standby-1"), 0)) {
            pair.standby().execute("select pg_wal_replay_pause()");
            await().until(() -> "paused".equals(pair.standby().value("select pg_get_wal_replay_pause_state()")));
            pair.primary().execute("create table t as select generate_series(1, 1000)");
            // A commit that waits for nobody is written a moment later.
            String replayed = pair.standby().value("select pg_last_wal_replay_lsn()");
            await().until(() -> "t".equals(pair.primary().value("select pg_current_wal_lsn() > '" + replayed + "'")));

            CheckCommand.Row link = json(
                            """
                            - {name: db, kind: postgresql, host: 127.0.0.1, port: %d, username: postgres}
                            - {name: standby-1, kind: postgresql, host: 127.0.0.1, port: %d, username: postgres}
                            """.formatted(pair.primary().port(), pair.standby().port()))
                    .results()
                    .stream()
                    .filter(row -> row.kind().equals("replication"))
                    .findFirst()
                    .orElseThrow();

            assertThat(link.lagSeconds()).isEmpty();
            assertThat(link.reason()).contains(UnknownReason.PENDING);
            assertThat(link.summary()).startsWith("replay paused; ").contains(" to apply");
        }
    }

    @Test
    void wrongConfigurationEndsWith78() throws IOException {
        assertThat(check("- {name: r, kind: nothing}")).isEqualTo(78);
    }

    @Test
    void agentThatIsNotEnrolledDoesNotRun() throws IOException {
        Path file = Files.writeString(
                folder.resolve("agent.yaml"),
                "server: {url: \"http://127.0.0.1:1\"}\nnode: {name: n}\nstate-dir: state\n");

        assertThat(Main.run("run", "--config", file.toString())).isEqualTo(69);
        assertThat(RunCommand.plain("run", "--config", file.toString())).isPresent();
        assertThat(Main.start("run", "--config", file.toString())).isEqualTo(69);
        assertThat(Main.start("run", "-c", folder.resolve("none.yaml").toString()))
                .isEqualTo(78);
        assertThat(Main.start("--help")).isZero();
    }

    private CheckCommand.Result json(String targets) throws IOException {
        StringWriter out = new StringWriter();
        Main.commandLine()
                .setOut(new PrintWriter(out))
                .execute("check", "--json", "--config", config(targets).toString());
        return Json.read(out.toString().getBytes(StandardCharsets.UTF_8), CheckCommand.Result.class);
    }

    private int check(String targets) throws IOException {
        return Main.run("check", "--config", config(targets).toString());
    }

    private Path config(String targets) throws IOException {
        return Files.writeString(
                folder.resolve("agent.yaml"), "node: {name: n}\nhealth-interval: 1s\ntargets:\n" + targets);
    }
}
