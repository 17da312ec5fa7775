package io.dotmac.gui;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.model.alert.Matcher;
import io.dotmac.model.alert.Silence;
import io.dotmac.model.alert.SilencePreview;
import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.fleet.Severity;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Silences and maintenance on the desktop, by the keyboard alone.
class QuietTest {
    private final Instant now = Clock.systemUTC().instant();

    @TempDir
    private Path folder;

    private void put(Stand stand) {
        stand.server.put(List.of(
                Rows.node("lag-app-2", NodeState.UP, Severity.CRITICAL, now), Rows.alert("f1", "lag-app-2", now)));
        stand.server.post("/api/v1/silences/preview", new SilencePreview(0, List.of()));
        stand.server.list("/api/v1/maintenance-windows", List.of());
        stand.awaitText("#nav-alerts-count", "1");
        stand.type("g");
        stand.type("a");
        stand.awaitThat(() -> stand.rows("#alerts-table") == 1);
    }

    @Test
    void silenceIsFilledInAndListed() throws TimeoutException {
        try (Stand stand = new Stand(folder)) {
            put(stand);
            stand.type("s");
            stand.awaitText("#quiet-hides", "no alert that fires now");
            assertThat(stand.text("#quiet-cover-0")).startsWith("this alert");
            assertThat(stand.text("#quiet-ends")).endsWith("in 2 h");
            stand.enter("#quiet-lasts", "soon");
            stand.awaitText("#quiet-lasts-error", "30 min");
            stand.enter("#quiet-lasts", "8 h");
            stand.awaitText("#quiet-ends", "in 8 h");
            stand.press(KeyCode.TAB);

            fire(stand, "#quiet-send");
            stand.awaitText("#quiet-comment-error", "comment is needed");

            Silence made = silence("hoster");
            stand.server.post("/api/v1/silences", made);
            stand.enter("#quiet-comment", "hoster");
            fire(stand, "#quiet-send");
            stand.awaitThat(() -> !stand.visible("#quiet"));
            stand.server.list("/api/v1/silences", List.of(made));
            stand.type("g");
            stand.type("m");
            stand.awaitThat(() -> stand.rows("#silences") == 1);
            stand.type("u");
            stand.awaitThat(() -> stand.visible("#confirm"));
            stand.server.list("/api/v1/silences", List.of());
            stand.press(KeyCode.ESCAPE);
            stand.awaitThat(() -> !stand.visible("#confirm"));
        }
    }

    @Test
    void faultOnTheOverviewIsSilencedWithoutMovingFirst() throws TimeoutException {
        try (Stand stand = new Stand(folder)) {
            stand.server.put(List.of(
                    Rows.node("lag-app-2", NodeState.UP, Severity.CRITICAL, now),
                    Rows.dependency("lag-app-2", DependencyKind.REDIS, "sessions", Severity.CRITICAL, "refused", now)));
            stand.server.post("/api/v1/silences/preview", new SilencePreview(0, List.of()));
            stand.awaitThat(() -> stand.rows("#faults") == 1);
            stand.type("s");
            stand.awaitThat(() -> stand.visible("#quiet"));
            assertThat(stand.text("#quiet-cover-0")).isEqualTo("sessions as lag-app-2 sees it");
        }
    }

    @Test
    void plainKeysOfADialogAreItsOwnAndEscLeavesIt() throws TimeoutException {
        try (Stand stand = new Stand(folder)) {
            put(stand);
            stand.type("m");
            stand.awaitThat(() -> stand.visible("#quiet-begins"));
            stand.type("d");
            assertThat(stand.visible("#quiet")).isTrue();

            stand.press(KeyCode.ESCAPE);

            stand.awaitThat(() -> !stand.visible("#quiet"));
            assertThat(stand.visible("#detail")).isFalse();
        }
    }

    private Silence silence(String why) {
        List<Matcher> matchers = List.of(Matcher.equal("alertname", "redis-down"));
        return new Silence(new UUID(6, 6), matchers, now, now.plusSeconds(28_800), why, "Ada", now, now, false);
    }

    private static void fire(Stand stand, String id) {
        Stand.fx(() -> {
            ((javafx.scene.control.Button) stand.stage.getScene().lookup(id)).fire();
            return true;
        });
    }
}
