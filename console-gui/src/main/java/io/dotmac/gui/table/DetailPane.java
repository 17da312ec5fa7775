package io.dotmac.gui.table;

import io.dotmac.console.resource.Section;
import io.dotmac.gui.text.Texts;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/// Everything known of one row, section by section.
public final class DetailPane extends VBox {
    private final Label title = new Label();
    private final VBox sections = new VBox();
    private List<Section> shown = List.of();

    /// An empty pane.
    public DetailPane() {
        setId("detail");
        getStyleClass().addAll("card", "detail");
        title.getStyleClass().add("title");
        title.setId("detail-title");
        Label keys = new Label(Texts.of("detail.keys"));
        keys.getStyleClass().add("keys");
        HBox gap = new HBox();
        HBox.setHgrow(gap, Priority.ALWAYS);
        HBox head = new HBox(8, title, gap, keys);
        head.getStyleClass().add("card-head");
        ScrollPane scroll = new ScrollPane(sections);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setId("detail-scroll");
        VBox.setVgrow(scroll, Priority.ALWAYS);
        getChildren().addAll(head, scroll);
        setMinHeight(0);
    }

    /// Shows `next`; the same content is not drawn again, so that a reader's scrolling stays.
    public void show(String name, List<Section> next) {
        title.setText(name);
        if (next.equals(shown)) {
            return;
        }
        shown = next;
        sections.getChildren().setAll(Sections.of(next));
    }

    /// Shows a text as it is, for example a record as JSON, until the next row is described.
    public void showText(String name, String text) {
        title.setText(name);
        shown = List.of();
        Label label = new Label(text);
        label.getStyleClass().addAll("mono", "record");
        label.setId("detail-text");
        label.setWrapText(true);
        sections.getChildren().setAll(label);
    }
}
