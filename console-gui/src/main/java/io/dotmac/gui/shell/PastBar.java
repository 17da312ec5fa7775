package io.dotmac.gui.shell;

import io.dotmac.gui.text.Texts;
import java.util.Optional;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/// A line across the window while the past is looked at: which moment, and the way back.
final class PastBar extends HBox {
    private final Label mark = new Label();

    PastBar(Runnable live) {
        setId("past");
        getStyleClass().add("past");
        setAccessibleRole(AccessibleRole.TEXT);
        mark.setId("past-mark");
        mark.getStyleClass().add("mark");
        mark.setMinWidth(USE_PREF_SIZE);
        Label words = new Label(Texts.of("past.words"));
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        Button back = new Button(Texts.of("past.live"));
        back.setId("past-live");
        back.setMinWidth(USE_PREF_SIZE);
        back.setOnAction(event -> live.run());
        getChildren().addAll(new FontIcon(Feather.CLOCK), mark, words, gap, back);
        show(Optional.empty());
    }

    /// @param banner what to say, empty while it is now
    void show(Optional<String> banner) {
        setVisible(banner.isPresent());
        setManaged(banner.isPresent());
        mark.setText(banner.orElse(""));
        setAccessibleText(mark.getText() + " " + Texts.of("past.words"));
    }
}
