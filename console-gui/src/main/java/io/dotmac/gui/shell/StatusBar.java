package io.dotmac.gui.shell;

import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/// Keys at the left, counts and the time at the right.
final class StatusBar extends HBox {
    private final Label hints = new Label();
    private final Label counts = new Label();
    private final Label clock = new Label();

    StatusBar() {
        getStyleClass().add("status-bar");
        hints.setId("hints");
        counts.setId("counts");
        clock.setId("clock");
        clock.setMinWidth(USE_PREF_SIZE);
        counts.setMinWidth(USE_PREF_SIZE);
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        getChildren().addAll(hints, gap, counts, clock);
    }

    void hints(String text) {
        hints.setText(text);
    }

    void counts(String text) {
        counts.setText(text);
    }

    void clock(String text) {
        clock.setText(text);
    }
}
