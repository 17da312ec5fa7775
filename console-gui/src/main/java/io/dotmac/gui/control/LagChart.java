package io.dotmac.gui.control;

import io.dotmac.gui.theme.Appearance;
import io.dotmac.model.fleet.Severity;
import java.time.ZoneId;
import java.util.function.DoubleFunction;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// A [LineChart] with its name above it at the left and the figures of now at the right.
public final class LagChart extends VBox {
    private final Label figure = new Label();
    private final Badge badge = new Badge(Severity.OK);
    private final Label title;
    private final LineChart chart;

    /// @param name of the copy
    /// @param appearance gives colours and zoom
    /// @param crosshair shared with the charts beside it
    /// @param zone of the times at the axis
    /// @param unit writes a value
    public LagChart(String name, Appearance appearance, Crosshair crosshair, ZoneId zone, DoubleFunction<String> unit) {
        title = new Label(name);
        title.getStyleClass().add("mono");
        figure.getStyleClass().add("chart-figure");
        figure.setId("lag-figure-" + name);
        figure.setMinWidth(USE_PREF_SIZE);
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        HBox head = new HBox(8, title, badge, gap, figure);
        head.setStyle("-fx-alignment: center-left;");
        head.setMinHeight(20);
        chart = new LineChart(appearance, crosshair, zone, unit);
        chart.setId("lag-chart-" + name);
        VBox.setVgrow(chart, Priority.ALWAYS);
        setSpacing(6);
        setMinSize(0, 0);
        getStyleClass().add("lag-chart");
        getChildren().addAll(head, chart);
    }

    /// Draws `plot`; `figures` are those of now.
    public void show(Plot plot, String figures) {
        figure.setText(figures);
        boolean quiet = plot.severity() == Severity.OK;
        badge.show(plot.severity(), "");
        badge.setVisible(!quiet);
        badge.setManaged(!quiet);
        chart.show(plot, title.getText() + " " + figures);
    }
}
