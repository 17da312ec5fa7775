package io.dotmac.tui;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.console.profile.ConsoleHome;
import io.dotmac.model.Json;
import io.dotmac.tui.recorded.Fleet;
import io.dotmac.tui.recorded.RecordedPlatform;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandLineTest {
    private final RecordedPlatform platform = new RecordedPlatform(Clock.systemUTC());
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path home = Path.of("");

    @BeforeEach
    void start() throws IOException {
        platform.push(new Fleet(Clock.systemUTC().instant()).rows());
        platform.start();
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void aTableIsPrinted() throws IOException {
        assertThat(get("replication")).as(err.toString()).isZero();

        assertThat(out.toString().lines().toList())
                .hasSize(4)
                .first()
                .asString()
                .startsWith("STANDBY");
        assertThat(out.toString()).contains("> 95.0 s", "receiver is not connected to lag-db-1");
    }

    @Test
    void theFilterIsTheConsoles() throws IOException {
        assertThat(get("repl", "lag>5", "-o", "csv")).isZero();

        assertThat(out.toString()).contains("abj-db-2", "lag-db-3").doesNotContain("lag-db-2,");
    }

    @Test
    void jsonIsTheWireRecords() throws IOException {
        assertThat(get("nodes", "-o", "json")).isZero();

        assertThat(Json.mapper().readTree(out.toString())).hasSize(6);
        assertThat(Json.mapper().readTree(out.toString()).findValuesAsText("name"))
                .contains("lag-db-1");
    }

    @Test
    void aWrongFilterIsSaidWithItsPlace() throws IOException {
        assertThat(get("nodes", "lag>>")).isEqualTo(2);

        assertThat(err.toString()).contains("filter, character");
    }

    @Test
    void anUnknownResourceNamesTheKnownOnes() throws IOException {
        assertThat(get("nodez")).isEqualTo(2);

        assertThat(err.toString()).contains("no resource nodez; there are alerts, nodes, dependencies, replication");
    }

    @Test
    void aWrongPasswordIsSaid() throws IOException {
        Path password = Files.writeString(home.resolve("pw"), "wrong\n");

        assertThat(run(
                        "--url",
                        platform.url().toString(),
                        "--email",
                        RecordedPlatform.EMAIL,
                        "--password-file",
                        password.toString(),
                        "get",
                        "nodes"))
                .isEqualTo(1);

        assertThat(err.toString()).contains("not logged in: e-mail or password is wrong");
    }

    @Test
    void aServerThatIsAwayIsSaid() throws IOException {
        platform.stop();

        assertThat(get("nodes")).isEqualTo(1);

        assertThat(err.toString()).startsWith("dotmac-tui: ").doesNotContain("\tat ");
    }

    @Test
    void withoutAnyServerItSaysWhatToDo() {
        assertThat(run("get", "nodes")).isEqualTo(1);

        assertThat(err.toString()).contains("no server to work with: give --url", "profiles.yaml");
    }

    @Test
    void aBadProfilesFileIsSaid() throws IOException {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config").resolve("profiles.yaml"), "profiles:\n  - {name: a, uri: x}\n");

        assertThat(run("get", "nodes")).isEqualTo(1);

        assertThat(err.toString()).contains("uri");
    }

    @Test
    void withoutATerminalItPointsToGet() {
        assertThat(run("--url", "http://127.0.0.1:9")).isEqualTo(1);

        assertThat(err.toString()).contains("needs a terminal; in scripts use: dotmac-tui get nodes");
    }

    private int get(String... arguments) throws IOException {
        Path password = Files.writeString(home.resolve("pw"), RecordedPlatform.PASSWORD + "\n", StandardCharsets.UTF_8);
        List<String> all = new ArrayList<>(List.of(
                "--url",
                platform.url().toString(),
                "--email",
                RecordedPlatform.EMAIL,
                "--password-file",
                password.toString(),
                "get"));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    private int run(String... arguments) {
        ConsoleHome files = new ConsoleHome(home.resolve("config"), home.resolve("state"));
        CommandLine line = Main.commandLine(files, Map.of());
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }
}
