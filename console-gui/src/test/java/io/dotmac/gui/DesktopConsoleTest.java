package io.dotmac.gui;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.Samples;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DesktopConsoleTest {
    private static final String REDIS = "#matrix-cell-lag-app-2-redis";

    @TempDir
    private Path folder;

    private static Instant now() {
        return java.time.Clock.systemUTC().instant();
    }

    private static void put(Stand stand, Severity redis) {
        Instant at = now();
        stand.server.put(List.of(
                Rows.node("lag-app-2", NodeState.UP, redis, at),
                Rows.dependency("lag-app-2", DependencyKind.REDIS, "sessions", redis, "refused by 127.0.0.1:6379", at),
                Rows.dependency("lag-app-2", DependencyKind.HTTP, "portal", Severity.OK, "200 in 3 ms", at),
                Rows.link("lag-app-2", "standby-1", LinkState.STREAMING, Optional.of(0.3), Severity.OK, at)));
    }

    @Test
    void faultAndRepairShowInTheMatrix() throws Exception {
        try (Stand stand = new Stand(folder)) {
            put(stand, Severity.OK);
            stand.awaitThat(() -> stand.classes(REDIS).contains("ok"));

            put(stand, Severity.CRITICAL);
            stand.awaitThat(() -> stand.classes(REDIS).contains("critical"));
            assertThat(stand.text(REDIS)).startsWith("■");
            stand.awaitThat(() -> stand.rows("#faults") == 1);

            put(stand, Severity.OK);
            stand.awaitThat(() -> stand.classes(REDIS).contains("ok"));
            stand.awaitThat(() -> stand.rows("#faults") == 0);
        }
    }

    @Test
    void serverAwayKeepsTheRowsAndSaysSo() throws Exception {
        try (Stand stand = new Stand(folder)) {
            put(stand, Severity.CRITICAL);
            stand.awaitThat(() -> stand.classes(REDIS).contains("critical"));
            assertThat(stand.visible("#banner")).isFalse();

            stand.server.goAway();
            stand.awaitText("#connection", "STALE");
            assertThat(stand.visible("#banner")).isTrue();
            assertThat(stand.text("#banner-words")).contains("no word from the server");
            assertThat(stand.classes(REDIS)).contains("critical");
            assertThat(stand.text("#nav-dependencies-count")).isEqualTo("2");

            stand.server.comeBack();
            stand.awaitText("#connection", "LIVE");
            stand.awaitThat(() -> !stand.visible("#banner"));
        }
    }

    @Test
    void ownProbesFillInWhileTheServerIsAway() throws Exception {
        var direct = new io.dotmac.console.live.DirectSource() {
            @Override
            public AutoCloseable start(java.util.function.Consumer<Report> sink) {
                Instant at = now();
                var state = Rows.dependency(
                                "lag-app-2", DependencyKind.REDIS, "sessions", Severity.CRITICAL, "refused", at)
                        .state();
                sink.accept(new Report(
                        "boot",
                        1,
                        at,
                        1,
                        true,
                        2_000,
                        "0.1.0",
                        Optional.empty(),
                        Optional.empty(),
                        List.of(state),
                        List.of(),
                        Samples.none(at),
                        List.of()));
                return () -> {};
            }

            @Override
            public String nodeName() {
                return "lag-app-2";
            }
        };
        try (Stand stand = new Stand(folder, List.of(direct))) {
            put(stand, Severity.OK);
            stand.awaitThat(() -> stand.classes(REDIS).contains("ok"));

            stand.server.goAway();

            stand.awaitText("#connection", "DIRECT");
            stand.awaitThat(() -> stand.classes(REDIS).containsAll(List.of("critical", "direct")));
        }
    }

    @Test
    void everythingIsReachedByKeys() throws Exception {
        try (Stand stand = new Stand(folder)) {
            put(stand, Severity.CRITICAL);
            stand.awaitThat(() -> stand.classes(REDIS).contains("critical"));

            stand.press(KeyCode.ENTER);
            stand.awaitThat(() -> stand.visible("#page-dependencies"));
            stand.awaitText("#detail-title", "sessions");

            stand.press(KeyCode.ESCAPE);
            stand.awaitThat(() -> !stand.visible("#detail"));
            stand.type("/");
            stand.type("portal");
            stand.awaitThat(() -> stand.rows("#dependencies-table") == 1);
            stand.press(KeyCode.ESCAPE);
            stand.awaitThat(() -> stand.rows("#dependencies-table") == 2);

            stand.type("gr");
            stand.awaitThat(() -> stand.visible("#page-replication"));
            stand.press(KeyCode.K, true);
            stand.awaitThat(() -> stand.visible("#palette"));
            stand.type("nodes");
            stand.press(KeyCode.ENTER);
            stand.awaitThat(() -> stand.visible("#page-nodes") && !stand.visible("#palette"));
            stand.type("?");
            stand.awaitThat(() -> stand.visible("#help"));
            stand.press(KeyCode.ESCAPE);
            stand.awaitThat(() -> !stand.visible("#help"));
        }
    }

    @Test
    void wrongFilterIsNamedAndKeepsTheRows() throws Exception {
        try (Stand stand = new Stand(folder)) {
            put(stand, Severity.CRITICAL);
            stand.type("ge");
            stand.awaitThat(() -> stand.rows("#dependencies-table") == 2);

            stand.type("/");
            stand.type("latency>fast");

            stand.awaitThat(() -> !stand.text("#dependencies-filter-error").isEmpty());
            assertThat(stand.rows("#dependencies-table")).isEqualTo(2);
        }
    }

    @Test
    void hostileNamesAreDrawnWithoutTheirControls() throws Exception {
        try (Stand stand = new Stand(folder)) {
            Instant at = now();
            String hostile = "evil\u202E\u001B]52;c;x\u0007name";
            stand.server.put(List.of(
                    Rows.node("lag-app-2", NodeState.UP, Severity.CRITICAL, at),
                    Rows.dependency("lag-app-2", DependencyKind.REDIS, "sessions", Severity.CRITICAL, hostile, at)));

            stand.awaitThat(() -> stand.classes(REDIS).contains("critical"));
            stand.press(KeyCode.ENTER);
            stand.awaitText("#detail-title", "sessions");

            String drawn = Stand.fx(() -> stand.stage.getScene().getRoot().lookupAll(".label").stream()
                    .map(node -> String.valueOf(((javafx.scene.control.Labeled) node).getText()))
                    .reduce("", String::concat));
            assertThat(drawn).contains("evil").doesNotContain("\u001B", "\u202E", "\u0007");
        }
    }

    @Test
    void themeAndZoomChangeAtOnce() throws Exception {
        try (Stand stand = new Stand(folder)) {
            var dark = Stand.fx(() -> stand.stage.getScene().getFill());
            stand.press(KeyCode.K, true);
            stand.type("theme");
            stand.press(KeyCode.ENTER);
            stand.awaitThat(
                    () -> !Stand.fx(() -> stand.stage.getScene().getFill()).equals(dark));

            stand.press(KeyCode.PLUS, true);

            assertThat(Stand.fx(() -> stand.appearance.zoom().get())).isEqualTo(1.1);
        }
    }

    @Test
    void wallboardShowsThePageAlone() throws Exception {
        try (Stand stand = new Stand(folder)) {
            put(stand, Severity.CRITICAL);

            stand.press(KeyCode.F11);
            stand.awaitThat(() -> stand.visible("#wall-clock"));
            assertThat(stand.visible("#nav-nodes")).isFalse();
            assertThat(stand.visible("#connection")).isTrue();

            stand.press(KeyCode.F11);
            stand.awaitThat(() -> stand.visible("#nav-nodes"));
        }
    }

    @Test
    void selectionStaysOnItsRowWhenRowsMove() throws Exception {
        try (Stand stand = new Stand(folder)) {
            put(stand, Severity.OK);
            stand.type("ge");
            stand.awaitThat(() -> stand.rows("#dependencies-table") == 2);
            Stand.fx(() -> {
                stand.model.dependencies().select(Rows.id("lag-app-2") + "/portal");
                return true;
            });
            stand.type("d");
            stand.awaitText("#detail-title", "portal");

            put(stand, Severity.CRITICAL);
            stand.awaitText("#nav-dependencies-count", "2");

            stand.awaitThat(() -> stand.model.dependencies().state().get().faults() == 1);
            assertThat(stand.text("#detail-title")).isEqualTo("portal");
        }
    }
}
