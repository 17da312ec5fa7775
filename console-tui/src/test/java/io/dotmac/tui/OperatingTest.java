package io.dotmac.tui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.googlecode.lanterna.input.KeyType;
import io.dotmac.console.live.DirectSource;
import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.order.Order;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.Samples;
import io.dotmac.tui.recorded.Fleet;
import io.dotmac.tui.recorded.RecordedPlatform;
import io.dotmac.tui.recorded.Runtimes;
import io.dotmac.tui.recorded.TestConsole;
import io.dotmac.tui.recorded.TestConsole.Setup;
import io.dotmac.tui.terminal.ColorDepth;
import io.dotmac.tui.terminal.GlyphSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatingTest {
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
    void aDeltaShowsWithoutAKey() throws IOException {
        try (TestConsole console = console()) {
            console.type("ge").shows("refused by", "live");
            platform.push(List.of(fleet.redisUp()));

            console.lacks("refused by");
        }
    }

    @Test
    void aServerThatGoesAwayLeavesItsDataAndABanner() throws IOException {
        try (TestConsole console = console()) {
            console.type("gr").shows("lag-db-3", "live");
            platform.stop();
            console.shows("STALE since", "lag-db-3", "18.4 s");
            platform.start();

            console.shows("live", "lag-db-3");
        }
    }

    @Test
    void theFilterFollowsEachKeyAndEscTakesItBack() throws IOException {
        try (TestConsole console = console()) {
            console.type("gr").shows("lag-db-2", "live");
            console.type("/lag>5");
            console.lacks("lag-db-2");
            assertThat(console.text()).contains("lag-db-3", "2 of 3");
            console.press(KeyType.Escape);

            console.shows("lag-db-2");
        }
    }

    @Test
    void aRestartIsPreviewedByNameAndDoneOnlyByEnter() throws IOException {
        platform.push(new Runtimes(Clock.systemUTC().instant()).containers());
        try (TestConsole console = console()) {
            console.type("gd").shows("portal", "restart loop", "live");
            console.type("/invoicer").press(KeyType.Enter);
            console.lacks("mailer");
            console.type("r").shows("Restart container invoicer?", "enter does it", "not done yet");
            console.press(KeyType.Escape);
            console.shows("512 MiB");
            assertThat(platform.orders()).isEmpty();

            console.type("r").shows("Restart container invoicer?");
            console.press(KeyType.Enter);

            console.shows("done: restarted invoicer");
            assertThat(platform.orders()).containsExactly(new Order.Restart("invoicer"));
        }
    }

    @Test
    void aLogIsFollowedUntilTheWindowIsLeft() throws IOException {
        platform.push(new Runtimes(Clock.systemUTC().instant()).containers());
        try (TestConsole console = console()) {
            console.type("gd").shows("portal", "restart loop", "live");
            console.type("/invoicer").press(KeyType.Enter);
            console.lacks("mailer");
            console.type("l").shows("logs of invoicer", "/invoices/1060", "follows");
            console.press(KeyType.ArrowUp);
            console.lacks("follows");
            console.type("G").shows("follows");

            console.press(KeyType.Escape);

            console.shows("512 MiB");
            await().until(() -> platform.withdrawn().size() == 1);
        }
    }

    @Test
    void aProbeTellsWhatItFoundAndADiagnosisWhyItCameToNothing() throws IOException {
        try (TestConsole console = console()) {
            console.type("ge").shows("Dependencies", "live", "refused by");
            console.type("p").shows("probe of", "health up", "done: answers");
            console.press(KeyType.Escape);
            console.type(":diagnose").press(KeyType.Enter);

            console.shows("diagnosis of the agent", "no answer in time");
        }
    }

    @Test
    void aProbeWithoutARowSaysSo() throws IOException {
        try (TestConsole console = console()) {
            console.type("ge").shows("refused by", "live");
            console.type("/no-such-row").press(KeyType.Enter);
            console.lacks("refused by");

            console.type("p").shows("there is no row to run probe now on");
        }
    }

    @Test
    void anEnteredFilterStaysAndEscTakesItOff() throws IOException {
        try (TestConsole console = console()) {
            console.type("gr").shows("lag-db-2", "live");
            console.type("/db-3").press(KeyType.Enter);
            console.lacks("lag-db-2");
            console.shows("/db-3", "1 of 3");
            console.press(KeyType.Escape);

            console.shows("lag-db-2");
        }
    }

    @Test
    void aWrongFilterSaysWhatIsWrong() throws IOException {
        try (TestConsole console = console()) {
            console.type("gr").shows("lag-db-2", "live");
            console.type("/nonsense>3");

            console.shows("have no field nonsense", "filter is wrong");
        }
    }

    @Test
    void theCommandPromptOpensAFilteredTable() throws IOException {
        try (TestConsole console = console()) {
            console.shows("live");
            console.type(":node lag>10").press(KeyType.Enter);

            console.shows("Nodes", "lag-db-1", "1 of 6");
        }
    }

    @Test
    void tabCompletesACommand() throws IOException {
        try (TestConsole console = console()) {
            console.shows("live");
            console.type(":rep").press(KeyType.Tab).press(KeyType.Enter);

            console.shows("Replication", "abj-db-2");
        }
    }

    @Test
    void anUnknownCommandIsSaid() throws IOException {
        try (TestConsole console = console()) {
            console.shows("live");
            console.type(":nodez").press(KeyType.Enter);

            console.shows("no command nodez");
        }
    }

    @Test
    void faultsOnlyHidesWhatIsWell() throws IOException {
        try (TestConsole console = console()) {
            console.type("gr").shows("lag-db-2", "live");
            console.type("!");
            console.lacks("lag-db-2");

            console.shows("faults only", "lag-db-3");
        }
    }

    @Test
    void aCapitalLetterSortsByItsColumn() throws IOException {
        try (TestConsole console = console()) {
            console.type("gn").shows("lag-db-2", "live");
            console.type("N").shows("NODE↑");
            assertThat(console.row(3)).contains("abj-app-1");
            console.type("N").shows("NODE↓");

            assertThat(console.row(3)).contains("phc-app-1");
        }
    }

    @Test
    void theCursorStaysOnItsRowWhileOthersCome() throws IOException {
        try (TestConsole console = console()) {
            console.type("gn").type("N").shows("NODE↑", "lag-db-2", "live");
            console.press(KeyType.Home).press(KeyType.ArrowDown);
            console.type("d").shows("Nodes › lag-app-2");
            console.press(KeyType.Escape).shows("NODE↑");
            platform.push(List.of(fleet.node("aba-new-1", Severity.OK, 1, 1)));
            console.shows("aba-new-1");

            console.type("d").shows("Nodes › lag-app-2");
        }
    }

    @Test
    void copyPutsTheRowOnTheClipboard() throws IOException {
        try (TestConsole console = console()) {
            console.type("gr").shows("abj-db-2", "live");
            console.press(KeyType.Home).type("c").shows("copied");

            assertThat(console.clipboard()).startsWith("abj-db-2\tcut\tasync\t> 95.0 s");
        }
    }

    @Test
    void recordsShowAsJsonAndYaml() throws IOException {
        try (TestConsole console = console()) {
            console.type("gr").shows("abj-db-2", "live");
            console.press(KeyType.Home).type("j").shows("\"node_name\" : \"lag-db-1\"");
            console.press(KeyType.Escape).type("y").shows("node_name: lag-db-1");
        }
    }

    @Test
    void historyGoesBackAndForth() throws IOException {
        try (TestConsole console = console()) {
            console.shows("live");
            console.type("gn").shows("Nodes");
            console.type("gr").shows("Replication");
            console.type("[").shows("Nodes");
            console.type("]").shows("Replication");
            console.type("-").shows("Nodes");
        }
    }

    @Test
    void aFaultOpensFromThePulse() throws IOException {
        try (TestConsole console = console()) {
            console.shows("live", "abj-db-2");
            console.press(KeyType.Enter);

            console.shows("›", "Summary", "Last heard");
        }
    }

    @Test
    void theLogInFormNeverShowsThePassword() throws IOException {
        Setup anonymous = new Setup(80, 24, ColorDepth.TRUECOLOR, GlyphSet.BRAILLE, false, false, List.of());
        try (TestConsole console = new TestConsole(platform.url(), home, anonymous)) {
            console.shows("Log in to lagos", RecordedPlatform.EMAIL);
            console.type("wrong").shows("*****");
            assertThat(console.text()).doesNotContain("wrong");
            console.press(KeyType.Enter).shows("e-mail or password is wrong");
            console.type(RecordedPlatform.PASSWORD).press(KeyType.Enter);

            console.shows("Pulse", "lag-app-2", "a.okafor");
        }
    }

    @Test
    void theLogInFormAsksForTheCodeOfTheSecondFactor() throws IOException {
        Setup anonymous = new Setup(80, 24, ColorDepth.TRUECOLOR, GlyphSet.BRAILLE, false, false, List.of());
        try (TestConsole console = new TestConsole(platform.url(), home, anonymous)) {
            console.shows("Log in to lagos", "Password");
            console.press(KeyType.ArrowUp);
            RecordedPlatform.EMAIL.chars().forEach(any -> console.press(KeyType.Backspace));
            console.type(RecordedPlatform.CAREFUL).press(KeyType.Enter);
            console.type(RecordedPlatform.PASSWORD).press(KeyType.Enter);
            console.shows("Six digits of your authenticator, or a recovery code.");
            console.press(KeyType.Enter).shows("type the code");
            console.type("111111").press(KeyType.Enter).shows("the code is wrong or was used already");
            console.press(KeyType.Escape).shows("Password", RecordedPlatform.CAREFUL);
            console.type(RecordedPlatform.PASSWORD).press(KeyType.Enter).shows("Six digits");
            console.type("492 817").press(KeyType.Enter);

            console.shows("Pulse", "lag-app-2", "a.okafor");
        }
    }

    @Test
    void itsOwnProbesFillInWhileTheServerIsAway() throws IOException {
        DirectSource probes = sink -> {
            sink.accept(ownReport());
            return () -> {};
        };
        Setup direct = new Setup(80, 24, ColorDepth.TRUECOLOR, GlyphSet.BRAILLE, true, false, List.of(probes));
        try (TestConsole console = new TestConsole(platform.url(), home, direct)) {
            console.type("ge").shows("orders-db", "live");
            platform.stop();
            console.shows("STALE since", "DIRECT", "seen from here");
            platform.start();

            console.lacks("DIRECT");
            console.shows("live");
        }
    }

    private Report ownReport() {
        DependencyState state = new DependencyState(
                "own-redis",
                DependencyKind.REDIS,
                Health.DOWN,
                Severity.CRITICAL,
                Optional.empty(),
                Optional.of(ErrorClass.REFUSED),
                "seen from here",
                Clock.systemUTC().instant(),
                Clock.systemUTC().instant(),
                Optional.empty(),
                Map.of());
        return new Report(
                "boot",
                1,
                Clock.systemUTC().instant(),
                1,
                true,
                2_000,
                "0.1.0",
                Optional.empty(),
                Optional.empty(),
                List.of(state),
                List.of(),
                new Samples(List.of(), Clock.systemUTC().instant(), new int[0], new int[0], new double[0]),
                List.of());
    }

    private TestConsole console() throws IOException {
        return new TestConsole(platform.url(), home, Setup.of(80, 24));
    }
}
