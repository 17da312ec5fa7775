package io.dotmac.gui.order;

import io.dotmac.gui.text.Texts;
import java.util.List;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/// What a command will do, before it is done.
public final class ConfirmPane extends VBox {
    private final Button yes = new Button(Texts.of("order.confirm"));

    /// @param preview what it will do, the question first
    /// @param confirmed does it
    /// @param left leaves it
    public ConfirmPane(List<String> preview, Runnable confirmed, Runnable left) {
        setId("confirm");
        getStyleClass().addAll("popover", "confirm");
        setMaxSize(USE_PREF_SIZE, USE_PREF_SIZE);
        setSpacing(6);
        boolean first = true;
        for (String line : preview) {
            Label label = new Label(line);
            label.getStyleClass().add(first ? "title" : "row-face");
            getChildren().add(label);
            first = false;
        }
        yes.setId("confirm-yes");
        yes.getStyleClass().add("danger");
        yes.setOnAction(event -> confirmed.run());
        yes.addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ENTER) {
                event.consume();
                yes.fire();
            }
        });
        Button no = new Button(Texts.of("order.leave"));
        no.setId("confirm-no");
        no.setOnAction(event -> left.run());
        HBox buttons = new HBox(8, yes, no);
        buttons.getStyleClass().add("row-face");
        getChildren().add(buttons);
    }

    /// Where the keyboard is wanted.
    public Button focus() {
        return yes;
    }
}
