package io.dotmac.tui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.TextColor;
import com.googlecode.lanterna.input.KeyType;
import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.tui.recorded.Fleet;
import io.dotmac.tui.recorded.Golden;
import io.dotmac.tui.recorded.RecordedPlatform;
import io.dotmac.tui.recorded.Runtimes;
import io.dotmac.tui.recorded.Shift;
import io.dotmac.tui.recorded.TestConsole;
import io.dotmac.tui.recorded.TestConsole.Setup;
import io.dotmac.tui.terminal.ColorDepth;
import io.dotmac.tui.terminal.GlyphSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScreensTest {
    private final RecordedPlatform platform = new RecordedPlatform(Clock.systemUTC());
    private final Fleet fleet = new Fleet(Clock.systemUTC().instant());

    @TempDir
    private Path home = Path.of("");

    @BeforeEach
    void start() throws IOException {
        platform.push(fleet.rows());
        platform.start();
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void pulseOnALargeTerminal() throws IOException {
        try (TestConsole console = console(120, 40)) {
            String screen = console.settled("Redis sessions", "19 well", "live", "([⠀-⣿]{9,} │ ?){3}");

            Golden.matches("pulse-120x40", withoutSparks(screen));
        }
    }

    @Test
    void pulseOnASmallTerminal() throws IOException {
        try (TestConsole console = console(80, 24)) {
            String screen = console.settled("Redis sessions", "19 well", "live", "([⠀-⣿]{9,} │ ?){2}");

            Golden.matches("pulse-80x24", withoutSparks(screen));
        }
    }

    @Test
    void replicationOnALargeTerminal() throws IOException {
        try (TestConsole console = console(120, 40)) {
            String screen = console.type("gr")
                    .settled("live", "abj-db-2 .*[⠀-⣿]{9}", "lag-db-3 .*[⠀-⣿]{9}", "lag-db-2 .*[⠀-⣿]{9}");

            Golden.matches("replication-120x40", withoutSparks(screen));
        }
    }

    @Test
    void replicationOnASmallTerminal() throws IOException {
        try (TestConsole console = console(80, 24)) {
            String screen = console.type("gr")
                    .settled("live", "abj-db-2 .*[⠀-⣿]{9}", "lag-db-3 .*[⠀-⣿]{9}", "lag-db-2 .*[⠀-⣿]{9}");

            Golden.matches("replication-80x24", withoutSparks(screen));
        }
    }

    @Test
    void tablesOnASmallTerminal() throws IOException {
        try (TestConsole console = console(80, 24)) {
            Golden.matches("nodes-80x24", console.type("gn").settled("Nodes", "lag-app-2", "95.0 s", "live"));

            Golden.matches(
                    "dependencies-80x24", console.type("ge").settled("Dependencies", "refused", "vault", "live"));
        }
    }

    @Test
    void alertsTellTheirTargetsWhole() throws IOException {
        platform.push(Shift.alerts(Clock.systemUTC().instant()));
        for (List<Integer> size : List.of(List.of(80, 24), List.of(120, 40), List.of(200, 50))) {
            try (TestConsole console = console(size.getFirst(), size.getLast())) {
                Golden.matches(
                        "alerts-" + size.getFirst() + "x" + size.getLast(),
                        console.type("ga").settled("Alerts", "redis-down", "SUMMARY", "live"));
            }
        }
    }

    @Test
    void containersTellTheirCause() throws IOException {
        platform.push(new Runtimes(Clock.systemUTC().instant()).containers());
        try (TestConsole console = console(120, 40)) {
            Golden.matches("containers-120x40", console.type("gd").settled("Containers", "radius", "3rd in", "live"));
        }
        try (TestConsole console = console(80, 24)) {
            Golden.matches("containers-80x24", console.type("gd").settled("Containers", "radius", "OOM at", "live"));
        }
    }

    @Test
    void workloadsTellTheirCause() throws IOException {
        platform.push(new Runtimes(Clock.systemUTC().instant()).workloads());
        try (TestConsole console = console(120, 40)) {
            Golden.matches("workloads-120x40", console.type("gw").settled("Workloads", "portal-7d9c6-b1", "live"));
        }
    }

    @Test
    void detailsTellAllThatIsKnown() throws IOException {
        try (TestConsole console = console(80, 24)) {
            console.type("gr").shows("abj-db-2", "live");

            Golden.matches("describe-80x24", console.type("d").settled("Cluster", "receiver is not connected"));
        }
    }

    @Test
    void helpListsTheKeysInUse() throws IOException {
        try (TestConsole console = console(120, 40)) {
            console.shows("live");

            Golden.matches("help-120x40", console.type("?").settled("EVERYWHERE"));
        }
    }

    @Test
    void monoKeepsTheMeaningWithoutAColour() throws IOException {
        Setup mono = new Setup(80, 24, ColorDepth.MONO, GlyphSet.ASCII, true, false, List.of());
        try (TestConsole console = new TestConsole(platform.url(), home, mono)) {
            String screen = console.type("gr")
                    .settled(
                            "live", "abj-db-2 .*[_.=#*+~-]{9}", "lag-db-3 .*[_.=#*+~-]{9}", "lag-db-2 .*[_.=#*+~-]{9}");

            Golden.matches("replication-mono-80x24", withoutSparks(screen));
            for (int y = 0; y < 24; y++) {
                for (int x = 0; x < 80; x++) {
                    assertThat(console.terminal().getCharacter(x, y).getForegroundColor())
                            .isEqualTo(TextColor.ANSI.DEFAULT);
                }
            }
        }
    }

    @Test
    void hostileNamesReachTheScreenHarmless() throws IOException {
        String hostile = "a\u202ec\u0301\ud83d\ude00字";
        platform.push(List.of(fleet.up("lag-app-2", hostile, DependencyKind.TCP, 3)));
        try (TestConsole console = console(80, 24)) {
            console.type("ge").shows("ać?字");

            assertThat(console.text()).doesNotContain("\u001b", "\u202e");
        }
    }

    @Test
    void noSizeBreaksIt() throws IOException {
        try (TestConsole console = console(120, 40)) {
            console.shows("lag-app-2", "live");
            for (TerminalSize size : List.of(
                    new TerminalSize(60, 15),
                    new TerminalSize(30, 6),
                    new TerminalSize(8, 2),
                    new TerminalSize(1, 1))) {
                console.terminal().setTerminalSize(size);
                console.type("grgpgngp");
            }
            console.terminal().setTerminalSize(new TerminalSize(80, 24));

            console.shows("lag-app-2", "live", "? keys");
        }
    }

    @Test
    void productionIsAlwaysNamed() throws IOException {
        Setup production = new Setup(80, 24, ColorDepth.TRUECOLOR, GlyphSet.BRAILLE, true, true, List.of());
        try (TestConsole console = new TestConsole(platform.url(), home, production)) {
            console.shows(" PROD  lagos", "read-only");
        }
    }

    @Test
    void nothingIsWrittenWhileNothingChanges() throws IOException {
        try (TestConsole console = console(120, 40)) {
            console.type("gr").shows("LAST 15 MIN", "live", "⣤⣤⣤");
            AtomicInteger writes = console.writes();

            await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(40)).until(() -> writes.getAndSet(0) == 0);
        }
    }

    @Test
    void leavingEndsTheConsole() throws IOException, InterruptedException {
        try (TestConsole console = console(80, 24)) {
            console.shows("live");
            console.type("grq").shows("Pulse");
            console.type("q");

            assertThat(console.ended()).isEmpty();
        }
    }

    @Test
    void anotherProfileIsAskedFor() throws IOException, InterruptedException {
        try (TestConsole console = console(80, 24)) {
            console.shows("live");
            console.type(":ctx kano").press(KeyType.Enter).shows("no profile kano; there are lagos, abuja");
            console.type(":ctx abuja").press(KeyType.Enter);

            assertThat(console.ended()).contains("abuja");
        }
    }

    private TestConsole console(int columns, int rows) throws IOException {
        return new TestConsole(platform.url(), home, Setup.of(columns, rows));
    }

    /// What a sparkline shows depends on the second; that there is one was waited for.
    private static String withoutSparks(String screen) {
        return screen.replaceAll("(?m)^( {2,}[0-9. smin]*[│|]).*$", "$1")
                .replaceAll("[⠀-⣿]", "S")
                .replaceAll("[_.~=+*#-]{9,}", "SPARK");
    }
}
