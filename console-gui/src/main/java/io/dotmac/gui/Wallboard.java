package io.dotmac.gui;

import io.dotmac.console.resource.Resources;
import io.dotmac.console.view.Place;
import io.dotmac.gui.shell.Shell;
import io.dotmac.gui.theme.Appearance;
import java.util.List;
import java.util.function.Consumer;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.util.Duration;

/// The mode for a screen on the wall: nothing but the page, larger, from page to page.
final class Wallboard {
    private static final Duration STAY = Duration.seconds(20);
    private static final double LARGER = 1.3;
    private static final List<String> VIEWS = List.of(Place.PULSE.view(), Resources.REPLICATION.id());

    private final Appearance appearance;
    private final Shell shell;
    private final Consumer<String> open;
    private final Timeline turns = new Timeline(new KeyFrame(STAY, event -> turn()));
    private boolean on;
    private int view;
    private double zoomBefore = 1;

    Wallboard(Appearance appearance, Shell shell, Consumer<String> open) {
        this.appearance = appearance;
        this.shell = shell;
        this.open = open;
        turns.setCycleCount(Animation.INDEFINITE);
    }

    /// Whether it is on.
    boolean on() {
        return on;
    }

    /// Switches it on or off; whether it is on now.
    boolean toggle() {
        on = !on;
        shell.wallboard(on);
        if (on) {
            zoomBefore = appearance.zoom().get();
            appearance.zoom().set(Math.min(Appearance.MAX_ZOOM, zoomBefore * LARGER));
            turns.playFromStart();
        } else {
            turns.stop();
            appearance.zoom().set(zoomBefore);
        }
        return on;
    }

    private void turn() {
        view = (view + 1) % VIEWS.size();
        open.accept(VIEWS.get(view));
    }

    /// Stops turning pages.
    void close() {
        turns.stop();
    }
}
