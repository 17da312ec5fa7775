package io.dotmac.gui.control;

import io.dotmac.gui.theme.Appearance;
import io.dotmac.model.fleet.Severity;
import java.util.List;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/// One figure with its name above, a note below and its last quarter of an hour beside it; opens what is behind it.
public final class Tile extends VBox {
    private final Label name = new Label();
    private final Label value = new Label("–");
    private final Label note = new Label();
    private final Badge badge = new Badge(Severity.OK);
    private final Tooltip tip = new Tooltip();
    private final Sparkline spark;

    /// @param id of the node, for tests
    /// @param appearance gives colours and zoom
    /// @param open what a click or Enter does
    public Tile(String id, Appearance appearance, Runnable open) {
        name.getStyleClass().add("name");
        value.getStyleClass().add("value");
        value.setId(id + "-value");
        value.setMinWidth(USE_PREF_SIZE);
        note.getStyleClass().add("note");
        note.setId(id + "-note");
        note.setTooltip(tip);
        badge.setId(id + "-badge");
        spark = new Sparkline(appearance);
        HBox.setHgrow(spark, Priority.ALWAYS);
        HBox figure = new HBox(8, value, badge, spark);
        figure.getStyleClass().add("figure");
        setId(id);
        getStyleClass().addAll("card", "tile");
        getChildren().addAll(name, figure, note);
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.BUTTON);
        setOnMouseClicked(event -> open.run());
        setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ENTER || event.getCode() == KeyCode.SPACE) {
                event.consume();
                open.run();
            }
        });
    }

    /// Shows a figure.
    ///
    /// @param title above it
    /// @param figure with its unit
    /// @param remark below it
    /// @param worst of what it counts; a badge unless OK
    /// @param values of the last quarter of an hour, `NaN` for holes; may be empty
    public void show(String title, String figure, String remark, Severity worst, List<Double> values) {
        name.setText(title);
        value.setText(figure);
        note.setText(remark);
        badge.show(worst, "");
        badge.setVisible(worst != Severity.OK);
        badge.setManaged(worst != Severity.OK);
        tip.setText(remark);
        spark.show(values, worst);
        setAccessibleText(title + ": " + figure + ", " + remark + ", " + badge.getAccessibleText());
    }
}
