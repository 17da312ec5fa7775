package io.dotmac.gui;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.model.alert.Handover;
import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.notification.Delivery;
import io.dotmac.model.notification.NoticeKind;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was, on the desktop: an alert's story, everything as it stood, what a shift left.
class PastTest {
    private final Instant now = Clock.systemUTC().instant();

    @TempDir
    private Path folder;

    private void put(Stand stand) {
        stand.server.put(List.of(
                Rows.node("lag-app-2", NodeState.UP, Severity.CRITICAL, now),
                Rows.dependency("lag-app-2", DependencyKind.REDIS, "sessions", Severity.CRITICAL, "refused", now),
                Rows.alert("f1", "lag-app-2", now)));
        stand.awaitText("#nav-alerts-count", "1");
    }

    @Test
    void detailOfAnAlertTellsItsStory() throws TimeoutException {
        try (Stand stand = new Stand(folder)) {
            put(stand);
            stand.server.list("/api/v1/notifications", List.of(delivery()));
            stand.type("g");
            stand.type("a");
            stand.awaitThat(() -> stand.rows("#alerts-table") == 1);
            assertThat(labels(stand, ".status-bar").toString()).contains("a  acknowledge     o  own     s  silence");

            stand.press(KeyCode.ENTER);

            stand.awaitThat(() -> labels(stand, "#detail").contains("noc-mail: firing, FAILED: 550 no such user"));
            assertThat(labels(stand, "#detail")).contains("Told", "History", "the server refuses: no such path");
        }
    }

    @Test
    void pastIsShownUnderABarAndChangesNothing() throws TimeoutException {
        try (Stand stand = new Stand(folder)) {
            put(stand);
            Instant then = now.minusSeconds(7_200);
            stand.server.list("/api/v1/nodes", List.of(Rows.node("lag-app-2", NodeState.UP, Severity.OK, then)));
            stand.server.list(
                    "/api/v1/dependencies",
                    List.of(Rows.dependency(
                            "lag-app-2", DependencyKind.REDIS, "sessions", Severity.OK, "ready", then)));
            for (String none : List.of("replication", "containers", "workloads", "alerts")) {
                stand.server.list("/api/v1/" + none, List.of());
            }
            assertThat(stand.visible("#past")).isFalse();

            stand.type(":");
            stand.enter("#palette-input", "at -2h");
            stand.press(KeyCode.ENTER);

            stand.awaitText("#past-mark", "AS OF");
            assertThat(stand.visible("#past")).isTrue();
            stand.awaitText("#nav-alerts-count", "0");
            stand.awaitThat(() -> stand.classes("#matrix-cell-lag-app-2-redis").contains("ok"));
            stand.type("g");
            stand.type("e");
            stand.awaitThat(() -> stand.rows("#dependencies-table") == 1);
            stand.type("p");
            stand.awaitThat(() -> labels(stand, ".root").stream().anyMatch(text -> text.contains("read-only")));
            assertThat(stand.server.orders()).isEmpty();
            stand.type("g");
            stand.type("h");
            stand.awaitThat(() -> disabled(stand, "#handover-notes") && disabled(stand, "#handover-write"));

            fire(stand, "#past-live");

            stand.awaitThat(() -> !stand.visible("#past"));
            stand.awaitText("#nav-alerts-count", "1");
        }
    }

    @Test
    void handoverIsWrittenAndSignedAfterAPreview() throws TimeoutException {
        try (Stand stand = new Stand(folder)) {
            put(stand);
            stand.server.list("/api/v1/handovers", List.of());
            stand.server.list("/api/v1/on-call-schedules", List.of());
            stand.type("g");
            stand.type("h");
            stand.awaitThat(() -> labels(stand, "#handover-sections").toString().contains("no handover was written"));
            Handover made = handover(Optional.empty());
            stand.server.post("/api/v1/handovers", made);
            stand.server.post(
                    "/api/v1/handovers/" + made.id() + "/signature",
                    handover(Optional.of(new Handover.Signature(new UUID(8, 8), "Bola Ade", now, ""))));

            stand.enter("#handover-notes", "watch lag-db-2");
            fire(stand, "#handover-write");

            stand.awaitThat(() -> labels(stand, "#handover-sections").contains("nobody yet"));
            assertThat(labels(stand, "#handover-sections")).contains("watch lag-db-2");
            fire(stand, "#handover-sign");
            stand.awaitThat(() -> stand.visible("#confirm"));
            assertThat(labels(stand, "#confirm")).contains("Take over from Ada Okafor?");
            fire(stand, "#confirm-yes");
            stand.awaitThat(() -> labels(stand, "#handover-sections").toString().contains("Bola Ade"));
        }
    }

    private Handover handover(Optional<Handover.Signature> signature) {
        return new Handover(
                new UUID(7, 7),
                now,
                new UUID(1, 2),
                "Ada Okafor",
                "watch lag-db-2",
                List.of(Rows.alert("f1", "lag-app-2", now).alert()),
                List.of(),
                signature);
    }

    private Delivery delivery() {
        return new Delivery(
                new UUID(4, 1),
                1,
                new UUID(5, 1),
                "noc-mail",
                NoticeKind.FIRING,
                Delivery.State.FAILED,
                "default",
                "critical",
                "Redis sessions is down",
                List.of("f1"),
                1,
                "550 no such user",
                now,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static boolean disabled(Stand stand, String part) {
        return Stand.fx(() -> {
            Node found = stand.stage.getScene().lookup(part);
            return found != null && found.isDisabled();
        });
    }

    private static void fire(Stand stand, String button) {
        Stand.fx(() -> {
            ((Button) stand.stage.getScene().lookup(button)).fire();
            return true;
        });
    }

    private static Set<String> labels(Stand stand, String within) {
        return Stand.fx(() -> stand.stage.getScene().getRoot().lookupAll(within).stream()
                .flatMap(part -> part.lookupAll(".label").stream())
                .filter(Label.class::isInstance)
                .map(label -> String.valueOf(((Label) label).getText()))
                .collect(Collectors.toSet()));
    }
}
