package io.dotmac.gui;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.console.live.DirectSource;
import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.order.Order;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.Samples;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javafx.scene.control.Labeled;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DesktopConsoleTest {
    private static final String REDIS = "#matrix-cell-lag-app-2-redis";

    @TempDir
    private Path folder;

    private static Instant now() {
        return Clock.systemUTC().instant();
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
    void faultAndRepairShowInTheMatrix() throws TimeoutException {
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
    void serverAwayKeepsTheRowsAndSaysSo() throws TimeoutException {
        try (Stand stand = new Stand(folder)) {
            put(stand, Severity.CRITICAL);
            stand.awaitThat(() -> stand.classes(REDIS).contains("critical"));
            stand.awaitText("#nav-dependencies-count", "2"); // drawn by itself, perhaps a moment later
            assertThat(stand.visible("#banner")).isFalse();

            stand.server.goAway();
            stand.awaitText("#connection", "STALE");
            stand.awaitThat(() -> stand.visible("#banner"));
            assertThat(stand.text("#banner-words")).contains("no word from the server");
            assertThat(stand.classes(REDIS)).contains("critical");
            assertThat(stand.text("#nav-dependencies-count")).isEqualTo("2");

            stand.server.comeBack();
            stand.awaitText("#connection", "LIVE");
            stand.awaitThat(() -> !stand.visible("#banner"));
        }
    }

    @Test
    void ownProbesFillInWhileTheServerIsAway() throws TimeoutException {
        var direct = new DirectSource() {
            @Override
            public AutoCloseable start(Consumer<Report> sink) {
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
        try (Stand stand = new Stand(folder, List.of(direct), DesktopOptions.defaults())) {
            put(stand, Severity.OK);
            stand.awaitThat(() -> stand.classes(REDIS).contains("ok"));

            stand.server.goAway();

            stand.awaitText("#connection", "DIRECT");
            stand.awaitThat(() -> stand.classes(REDIS).containsAll(List.of("critical", "direct")));
        }
    }

    @Test
    void everythingIsReachedByKeys() throws TimeoutException {
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
    void orderIsGivenByKeyAndShownUntilLeft() throws TimeoutException {
        try (Stand stand = new Stand(folder)) {
            put(stand, Severity.CRITICAL);
            stand.type("ge");
            stand.awaitThat(() -> stand.rows("#dependencies-table") == 2);
            stand.type("p");
            stand.awaitThat(() -> stand.visible("#order"));
            stand.awaitText("#order-state", "done: one line");
            assertThat(stand.text("#order-title")).startsWith("probe of ");
            assertThat(stand.server.orders()).hasSize(1);

            stand.press(KeyCode.ESCAPE);
            stand.awaitThat(() -> !stand.visible("#order"));
        }
    }

    @Test
    void restartIsPreviewedByName() throws TimeoutException {
        try (Stand stand = new Stand(folder)) {
            put(stand, Severity.CRITICAL);
            stand.server.put(List.of(Rows.container("app-1", "invoicer", now())));
            stand.type("gd");
            stand.awaitThat(() -> stand.rows("#containers-table") == 1);
            stand.type("r");
            stand.awaitThat(() -> stand.visible("#confirm"));
            stand.press(KeyCode.ESCAPE);
            stand.awaitThat(() -> !stand.visible("#confirm"));
            assertThat(stand.server.orders()).isEmpty();

            stand.type("r");
            stand.awaitThat(() -> stand.visible("#confirm"));
            stand.press(KeyCode.ENTER);

            stand.awaitText("#order-state", "done: one line");
            assertThat(stand.server.orders()).containsExactly(new Order.Restart("invoicer"));
        }
    }

    @Test
    void wrongFilterIsNamedAndKeepsTheRows() throws TimeoutException {
        try (Stand stand = new Stand(folder)) {
            put(stand, Severity.CRITICAL);
            stand.type("ge");
            stand.awaitThat(() -> stand.rows("#dependencies-table") == 2);

            stand.enter("#dependencies-filter", "latency>fast");

            stand.awaitThat(() -> !stand.text("#dependencies-filter-error").isEmpty());
            assertThat(stand.rows("#dependencies-table")).isEqualTo(2);
        }
    }

    @Test
    void hostileNamesAreDrawnWithoutTheirControls() throws TimeoutException {
        try (Stand stand = new Stand(folder)) {
            Instant at = now();
            String hostile = "evil\u202E\u001B]52;c;x\u0007name";
            LiveRow.Node node = Rows.node("lag-app-2", NodeState.UP, Severity.OK, at);
            stand.server.put(List.of(new LiveRow.Node(
                    node.id(),
                    node.tenant(),
                    node.name(),
                    node.state(),
                    node.severity(),
                    node.since(),
                    node.lastSeen(),
                    node.intervalMillis(),
                    node.agentVersion(),
                    hostile,
                    node.clockOffsetMillis(),
                    node.host(),
                    node.up(),
                    node.total())));
            stand.type("gn");
            stand.awaitThat(() -> stand.rows("#nodes-table") == 1);

            stand.press(KeyCode.ENTER);
            stand.awaitText("#detail-title", "lag-app-2");

            String drawn = Stand.fx(() -> stand.stage.getScene().getRoot().lookupAll(".label").stream()
                    .map(label -> String.valueOf(((Labeled) label).getText()))
                    .reduce("", String::concat));
            assertThat(drawn).contains("evil").doesNotContain("\u001B", "\u202E", "\u0007");
        }
    }

    @Test
    void themeAndZoomChangeAtOnce() throws TimeoutException {
        try (Stand stand = new Stand(folder)) {
            var dark = Stand.fx(() -> stand.stage.getScene().getFill());
            stand.press(KeyCode.K, true);
            stand.awaitThat(() -> stand.visible("#palette"));
            stand.type("theme");
            stand.press(KeyCode.ENTER);
            stand.awaitThat(
                    () -> !Stand.fx(() -> stand.stage.getScene().getFill()).equals(dark));

            stand.press(KeyCode.PLUS, true);

            assertThat(Stand.fx(() -> stand.appearance.zoom().get())).isEqualTo(1.1);
        }
    }

    @Test
    void wallboardShowsThePageAlone() throws TimeoutException {
        // With a picture asked for, the window keeps its size: the headless platform cannot fill its screen.
        DesktopOptions wall = new DesktopOptions(
                Optional.empty(), "overview", 1440, 900, true, Optional.of(folder.resolve("wall.png")));
        try (Stand stand = new Stand(folder, List.of(), wall)) {
            stand.awaitThat(() -> stand.visible("#wall-clock"));
            assertThat(stand.visible("#nav-nodes")).isFalse();
            assertThat(stand.visible("#connection")).isTrue();

            stand.press(KeyCode.ESCAPE);

            stand.awaitThat(() -> stand.visible("#nav-nodes"));
            assertThat(stand.visible("#wall-clock")).isFalse();
        }
    }

    @Test
    void selectionStaysOnItsRowWhenRowsMove() throws TimeoutException {
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
