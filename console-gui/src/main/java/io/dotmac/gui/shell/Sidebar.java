package io.dotmac.gui.shell;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/// The list of views at the left; collapses to icons where the window is narrow.
final class Sidebar extends VBox {
    private final Map<String, Button> buttons = new HashMap<>();
    private final Map<String, Label> counts = new HashMap<>();
    private final Map<String, HBox> faces = new HashMap<>();

    Sidebar(List<NavItem> items, Consumer<String> open) {
        getStyleClass().add("sidebar");
        setAccessibleRole(AccessibleRole.MENU_BAR);
        String group = "";
        for (NavItem item : items) {
            if (!item.group().equals(group)) {
                group = item.group();
                Label caption = new Label(group);
                caption.getStyleClass().add("caption");
                getChildren().add(caption);
            }
            getChildren().add(button(item, open));
        }
    }

    private Button button(NavItem item, Consumer<String> open) {
        Label title = new Label(item.title());
        title.getStyleClass().add("title");
        Label count = new Label();
        count.getStyleClass().add("count");
        count.setId("nav-" + item.id() + "-count");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        HBox face = new HBox(10, new FontIcon(item.icon()), title, gap, count);
        face.setStyle("-fx-alignment: center-left;");
        Button button = new Button();
        face.prefWidthProperty().bind(button.widthProperty().subtract(20));
        button.setGraphic(face);
        button.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        button.setMaxWidth(Double.MAX_VALUE);
        button.getStyleClass().setAll("nav");
        button.setId("nav-" + item.id());
        button.setTooltip(new Tooltip(item.title()));
        button.setAccessibleText(item.title());
        button.setOnAction(event -> open.accept(item.id()));
        buttons.put(item.id(), button);
        counts.put(item.id(), count);
        faces.put(item.id(), face);
        return button;
    }

    /// Marks the view that is shown.
    void current(String id) {
        buttons.forEach((name, button) -> {
            button.getStyleClass().setAll(name.equals(id) ? List.of("nav", "current") : List.of("nav"));
        });
    }

    /// How many rows a view has.
    void count(String id, String text) {
        Label label = counts.get(id);
        if (label != null) {
            label.setText(text);
        }
    }

    /// Icons only, or icons with titles.
    void narrow(boolean narrow) {
        getStyleClass().setAll(narrow ? List.of("sidebar", "narrow") : List.of("sidebar"));
        faces.values()
                .forEach(face -> face.getChildren().stream().skip(1).forEach(part -> {
                    part.setVisible(!narrow);
                    part.setManaged(!narrow);
                }));
        getChildren().stream().filter(Label.class::isInstance).forEach(part -> {
            part.setVisible(!narrow);
            part.setManaged(!narrow);
        });
    }
}
