package io.dotmac.gui.shell;

import io.dotmac.gui.text.Texts;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/// Product, profile, search box, connection, user.
final class TopBar extends HBox {
    private final Label profile = new Label();
    private final Label user = new Label();

    TopBar(Node connection, Runnable palette) {
        getStyleClass().add("top-bar");
        Label brand = new Label(Texts.of("product"));
        brand.getStyleClass().add("brand");
        brand.setMinWidth(USE_PREF_SIZE);
        profile.getStyleClass().add("chip");
        profile.setId("profile");
        user.getStyleClass().add("chip");
        user.setId("user");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        getChildren().addAll(brand, profile, search(palette), gap, connection, user);
    }

    private static Button search(Runnable palette) {
        Label prompt = new Label(Texts.of("search.prompt"));
        prompt.getStyleClass().add("muted");
        Label key = new Label("Ctrl K");
        key.getStyleClass().add("key");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        HBox face = new HBox(8, new FontIcon(Feather.SEARCH), prompt, gap, key);
        face.setStyle("-fx-alignment: center-left;");
        Button button = new Button();
        face.prefWidthProperty().bind(button.widthProperty().subtract(18));
        button.setGraphic(face);
        button.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        button.getStyleClass().setAll("search");
        button.setId("search");
        button.setAccessibleText(Texts.of("search.prompt"));
        button.setOnAction(event -> palette.run());
        return button;
    }

    /// Shows whose server this is.
    void profile(String name, boolean isProtected) {
        profile.setText(isProtected ? Texts.of("profile.protected", name) : name);
        profile.getStyleClass().remove("protected");
        if (isProtected) {
            profile.getStyleClass().add("protected");
        }
    }

    /// Shows who is logged in.
    void user(String name) {
        user.setText(name);
        user.setVisible(!name.isEmpty());
        user.setManaged(!name.isEmpty());
    }
}
