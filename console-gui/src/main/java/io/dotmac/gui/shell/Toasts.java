package io.dotmac.gui.shell;

import javafx.animation.PauseTransition;
import javafx.geometry.Pos;
import javafx.scene.AccessibleAttribute;
import javafx.scene.control.Label;
import javafx.scene.layout.StackPane;
import javafx.util.Duration;

/// A short word at the bottom that goes away by itself.
final class Toasts extends StackPane {
    private final Label label = new Label();
    private final PauseTransition stay = new PauseTransition(Duration.seconds(4));

    Toasts() {
        label.getStyleClass().add("toast");
        label.setId("toast");
        label.setVisible(false);
        StackPane.setAlignment(label, Pos.BOTTOM_CENTER);
        setStyle("-fx-padding: 0 0 42px 0;");
        setMouseTransparent(true);
        getChildren().add(label);
        stay.setOnFinished(event -> label.setVisible(false));
    }

    void say(String text) {
        label.setText(text);
        label.setVisible(true);
        label.notifyAccessibleAttributeChanged(AccessibleAttribute.TEXT);
        stay.playFromStart();
    }
}
