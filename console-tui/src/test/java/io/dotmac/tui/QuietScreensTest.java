package io.dotmac.tui;

import static org.assertj.core.api.Assertions.assertThat;

import com.googlecode.lanterna.input.KeyType;
import io.dotmac.model.alert.Matcher;
import io.dotmac.tui.recorded.Fleet;
import io.dotmac.tui.recorded.RecordedPlatform;
import io.dotmac.tui.recorded.Shift;
import io.dotmac.tui.recorded.TestConsole;
import io.dotmac.tui.recorded.TestConsole.Setup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Silences and maintenance by the keyboard alone.
class QuietScreensTest {
    private final RecordedPlatform platform = new RecordedPlatform(Clock.systemUTC());

    @TempDir
    private Path home = Path.of("");

    @BeforeEach
    void start() throws IOException {
        platform.push(new Fleet(Clock.systemUTC().instant()).rows());
        platform.push(List.of(Shift.alert(Clock.systemUTC().instant())));
        platform.start();
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void silenceIsFilledInListedAndEndedByKeysAlone() throws IOException {
        try (TestConsole console = console()) {
            console.type("ga").shows("redis-down", "live");
            console.type("s").shows("not done yet", "this alert: redis-down", "in 2 h", "1 alert that fires now");
            console.lacks("? keys");
            console.press(KeyType.ArrowRight).shows("● node lag-app-2");
            console.press(KeyType.Tab);
            console.press(KeyType.ArrowRight).shows("in 8 h");
            console.press(KeyType.Enter);
            console.press(KeyType.Enter).shows("a comment is needed");
            console.type("q: hoster").shows("q: hoster");
            assertThat(platform.silences()).isEmpty();
            console.press(KeyType.Enter).shows("silenced until", "redis-down");
            assertThat(platform.silences()).hasSize(1);
            assertThat(platform.silences().getFirst().reason()).isEqualTo("q: hoster");
            assertThat(platform.silences().getFirst().matchers()).containsExactly(Matcher.equal("node", "lag-app-2"));

            console.type("gm").shows("Silences and maintenance", "q: hoster", "u end a silence");
            console.type("u").shows("End this silence now?", "By Ada Okafor: q: hoster");
            console.press(KeyType.Enter).shows("nothing is kept quiet", "silence ended");
            assertThat(platform.silences()).isEmpty();
        }
    }

    @Test
    void faultOnThePulseIsSilencedWithoutMovingFirst() throws IOException {
        try (TestConsole console = console()) {
            console.shows("Redis sessions down", "live"); // the fault, which stands in for its alert once it is there
            console.type("s").shows("not done yet", "sessions as lag-app-2 sees it");
            console.press(KeyType.Escape).shows("Pulse");
            console.press(KeyType.Tab).type("s").shows("not done yet", "node lag-app-2, all of it");
        }
    }

    @Test
    void endingASilenceIsNamedOnlyWhereThereIsOne() throws IOException {
        try (TestConsole console = console()) {
            console.type("ga").shows("redis-down", "live", "s silence");
            console.lacks("u end a silence");
        }
    }

    @Test
    void platformStaffSeeForWhichIspASilenceIs() throws IOException {
        platform.asStaff();
        try (TestConsole console = console()) {
            console.type("ga").shows("redis-down", "live");
            console.type("s").shows("not done yet", "ISP       northnet", "1 alert that fires now");
            console.press(KeyType.Escape);
            console.type("gm").shows("of northnet and of the platform itself");
        }
    }

    @Test
    void escLeavesTheDialogWithoutEffect() throws IOException {
        try (TestConsole console = console()) {
            console.type("gn").shows("lag-app-2", "live");
            console.type("m").shows("Maintenance", "Begins", "tomorrow 02:00");
            console.press(KeyType.Enter);
            console.type("yesterday").shows("must be now, 22:00");
            console.press(KeyType.Escape).shows("m maintenance");
            assertThat(platform.silences()).isEmpty();
        }
    }

    @Test
    void lengthMayBeGivenInTheCommand() throws IOException {
        try (TestConsole console = console()) {
            console.type("ga").shows("redis-down", "live");
            console.type(":silence 45m").press(KeyType.Enter);
            console.shows("not done yet", "45m", "in 45 min");
            console.press(KeyType.Escape).shows("redis-down");
        }
    }

    private TestConsole console() throws IOException {
        return new TestConsole(platform.url(), home, Setup.of(80, 24));
    }
}
