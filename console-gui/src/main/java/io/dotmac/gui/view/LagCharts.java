package io.dotmac.gui.view;

import io.dotmac.console.view.ReplicationViewModel;
import io.dotmac.console.view.ReplicationViewModel.Link;
import io.dotmac.gui.control.Crosshair;
import io.dotmac.gui.control.LagChart;
import io.dotmac.gui.text.Texts;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;

/// Lag charts side by side on one time axis: the worst links, in the order of their names so that none jumps.
final class LagCharts extends HBox {
    private static final double LEAST_WIDTH = 200;

    private final Desk desk;
    private final int most;
    private final Crosshair crosshair = new Crosshair();
    private final Map<String, LagChart> chartByKey = new LinkedHashMap<>();

    LagCharts(Desk desk, int most) {
        this.desk = desk;
        this.most = most;
        setMinSize(0, 0);
        empty();
    }

    void show(ReplicationViewModel.State state, Instant now) {
        List<Link> shown = state.links().stream()
                .sorted(Comparator.comparing(Link::severity).reversed())
                .limit(fitting())
                .sorted(Comparator.comparing(Link::name).thenComparing(Link::key))
                .toList();
        List<String> keys = shown.stream().map(Link::key).toList();
        if (!keys.equals(List.copyOf(chartByKey.keySet()))) {
            rebuild(shown);
        }
        for (Link link : shown) {
            LagChart chart = chartByKey.get(link.key());
            if (chart != null) {
                chart.show(Lag.plot(link, now), Lag.figures(link));
            }
        }
    }

    /// A chart narrower than this says nothing.
    private int fitting() {
        return getWidth() <= 0 ? most : Math.clamp((int) (getWidth() / LEAST_WIDTH), 1, most);
    }

    private void rebuild(List<Link> links) {
        chartByKey.clear();
        getChildren().clear();
        if (links.isEmpty()) {
            empty();
            return;
        }
        for (Link link : links) {
            LagChart chart = new LagChart(link.name(), desk.appearance(), crosshair, desk.zone(), Lag::axis);
            chart.getStyleClass().add("chart-column");
            if (links.indexOf(link) == links.size() - 1) {
                chart.getStyleClass().add("last");
            }
            chart.setPrefWidth(100);
            HBox.setHgrow(chart, Priority.ALWAYS);
            chartByKey.put(link.key(), chart);
            getChildren().add(chart);
        }
    }

    private void empty() {
        Label label = new Label(Texts.of("lag.none"));
        StackPane pane = new StackPane(label);
        pane.getStyleClass().add("empty");
        HBox.setHgrow(pane, Priority.ALWAYS);
        getChildren().setAll(pane);
    }
}
