package io.dotmac.gui.control;

import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// A bordered panel: title, muted subtitle, at the right the keys that work there, below them the content.
public final class Card extends VBox {
    private final Label subtitle = new Label();
    private final Label keys = new Label();
    private final HBox head;

    /// @param title of the card
    /// @param content fills the rest
    public Card(String title, Node content) {
        Label name = new Label(title);
        name.getStyleClass().add("title");
        name.setMinWidth(Region.USE_PREF_SIZE);
        subtitle.getStyleClass().add("subtitle");
        keys.getStyleClass().add("keys");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        head = new HBox(name, subtitle, gap, keys);
        head.getStyleClass().add("card-head");
        getStyleClass().add("card");
        getChildren().addAll(head, content);
        VBox.setVgrow(content, Priority.ALWAYS);
        setMinSize(0, 0);
    }

    /// Says more about the content, for example how many rows it has.
    public Card subtitle(String text) {
        subtitle.setText(text);
        return this;
    }

    /// Says which keys work here.
    public Card keys(String text) {
        keys.setText(text);
        return this;
    }

    /// Puts a control at the right of the head.
    public Card tool(Node node) {
        head.getChildren().add(node);
        return this;
    }
}
