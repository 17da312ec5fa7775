package io.dotmac.tui;

import static org.assertj.core.api.Assertions.assertThat;

import com.googlecode.lanterna.input.KeyType;
import io.dotmac.model.fleet.Severity;
import io.dotmac.tui.recorded.Fleet;
import io.dotmac.tui.recorded.Golden;
import io.dotmac.tui.recorded.RecordedPlatform;
import io.dotmac.tui.recorded.Runtimes;
import io.dotmac.tui.recorded.Shift;
import io.dotmac.tui.recorded.TestConsole;
import io.dotmac.tui.recorded.TestConsole.Setup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was, on screens: an alert's story, everything as it stood, what a shift left.
class PastScreensTest {
    private final RecordedPlatform platform = new RecordedPlatform(Clock.systemUTC());
    private final Instant now = Clock.systemUTC().instant();

    @TempDir
    private Path home = Path.of("");

    @BeforeEach
    void start() throws IOException {
        platform.push(new Fleet(now).rows());
        platform.push(new Runtimes(now).containers());
        platform.push(List.of(Shift.alert(now)));
        platform.start();
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void detailOfAnAlertTellsItsStory() throws IOException {
        try (TestConsole console = console(120, 40)) {
            console.type("ga").shows("redis-down", "live");
            String screen = console.type("d").settled("TOLD", "HISTORY", "550 no such user", "fired as critical");

            Golden.matches("alert-detail-120x40", steady(screen));
            console.type("a").shows("no longer acknowledged: Redis sessions is down");
        }
    }

    @Test
    void pastIsShownUnderABannerAndChangesNothing() throws IOException {
        Fleet then = new Fleet(Instant.parse("2026-03-20T03:12:00Z"));
        platform.past(List.of(then.node("lag-app-2", Severity.OK, 4, 4), then.redisUp()));
        try (TestConsole console = console(80, 24)) {
            console.type("ge").shows("refused by", "live");
            console.type(":at 2026-03-20 03:12").press(KeyType.Enter);
            console.shows("AS OF 2026-03-20 03:12", ":live to return", "lag-app-2");
            String screen = console.lacks("refused by");
            assertThat(screen).contains("lag-app-2");
            console.type("p").shows("probe now refused", "read-only");
            assertThat(platform.orders()).isEmpty();
            console.type("ga").shows("no alert");
            console.type("gh").shows("no handover was written by then");
            Golden.matches("past-80x24", steady(console.type("gn").settled("lag-app-2 +up", ": command")));

            console.type(":at never").press(KeyType.Enter);
            console.shows("never is no time", "AS OF");
            console.type(":live").press(KeyType.Enter);

            console.lacks("AS OF");
            console.shows("lag-db-1");
        }
    }

    @Test
    void escapeOnTheFirstViewLeavesThePast() throws IOException {
        platform.past(List.of(new Fleet(now).node("lag-app-2", Severity.OK, 4, 4)));
        try (TestConsole console = console(120, 40)) {
            console.shows("Redis sessions", "live");
            console.type(":at -2h").press(KeyType.Enter);
            console.shows("AS OF", "2 h ago", "1 of 1");
            console.press(KeyType.Escape);

            console.lacks("AS OF");
            console.shows("Redis sessions");
        }
    }

    @Test
    void handoverIsWrittenAndSignedAfterAPreview() throws IOException {
        try (TestConsole console = console(120, 40)) {
            console.type("gh").shows("no handover was written yet", "live");
            console.type(":handover write watch lag-db-2").press(KeyType.Enter);
            String screen = console.settled("watch lag-db-2", "not signed yet", ": command");
            Golden.matches("handover-120x40", steady(screen));
            assertThat(platform.handovers()).hasSize(1);

            console.type(":handover sign").press(KeyType.Enter);
            console.shows("Take over from Ada Okafor?", "enter does it");
            assertThat(platform.handovers().getFirst().signature()).isEmpty();
            console.press(KeyType.Enter);

            console.shows("Bola Ade", "the shift is yours");
            console.type(":handover sign").press(KeyType.Enter);
            console.shows("signed already by Bola Ade");
        }
    }

    /// Moments that move with the day are left out.
    private static String steady(String screen) {
        return screen.replaceAll("(?<=AS OF )[^.]* ago", "THEN")
                .replaceAll("(Written by +Ada Okafor, ).* ago", "$1THEN");
    }

    private TestConsole console(int columns, int rows) throws IOException {
        return new TestConsole(platform.url(), home, Setup.of(columns, rows));
    }
}
