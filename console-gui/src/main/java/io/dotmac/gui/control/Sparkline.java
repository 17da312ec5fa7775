package io.dotmac.gui.control;

import io.dotmac.gui.theme.Appearance;
import io.dotmac.model.fleet.Severity;
import java.util.List;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.layout.Region;
import javafx.scene.transform.Scale;

/// A line without axes, for the shape of the last minutes; holes stay holes.
final class Sparkline extends Region {
    private static final double HEIGHT = 22;
    private static final int LEAST = 6;

    private final Canvas canvas = new Canvas();
    private final Scale scale = new Scale();
    private final Appearance appearance;
    private List<Double> values = List.of();
    private Severity severity = Severity.OK;

    Sparkline(Appearance appearance) {
        this.appearance = appearance;
        canvas.getTransforms().add(scale);
        getChildren().add(canvas);
        setMinSize(0, HEIGHT);
        setPrefSize(60, HEIGHT);
        setMouseTransparent(true);
        appearance.palette().addListener((property, before, now) -> draw());
        appearance.zoom().addListener((property, before, now) -> requestLayout());
    }

    void show(List<Double> next, Severity worst) {
        values = next;
        severity = worst;
        draw();
    }

    @Override
    protected void layoutChildren() {
        double zoom = appearance.zoom().get();
        canvas.setWidth(Math.ceil(getWidth() * zoom));
        canvas.setHeight(Math.ceil(getHeight() * zoom));
        scale.setX(1 / zoom);
        scale.setY(1 / zoom);
        draw();
    }

    private void draw() {
        GraphicsContext pen = canvas.getGraphicsContext2D();
        double zoom = appearance.zoom().get();
        pen.setTransform(zoom, 0, 0, zoom, 0, 0);
        pen.clearRect(0, 0, getWidth() + 1, getHeight() + 1);
        double width = Math.min(getWidth(), 120);
        long known = values.stream().filter(Double::isFinite).count();
        if (known < LEAST || width < 24) {
            return;
        }
        double top =
                values.stream().filter(Double::isFinite).max(Double::compare).orElse(0.0);
        double left = getWidth() - width;
        pen.setStroke(appearance.palette().get().line(severity));
        pen.setLineWidth(1.4);
        boolean open = false;
        pen.beginPath();
        for (int index = 0; index < values.size(); index++) {
            double value = values.get(index);
            if (!Double.isFinite(value)) {
                open = false;
                continue;
            }
            double x = left + 1 + index * (width - 2) / (values.size() - 1);
            double y = getHeight() - 2 - (top <= 0 ? 0 : value / top) * (getHeight() - 4);
            if (open) {
                pen.lineTo(x, y);
            } else {
                pen.moveTo(x, y);
            }
            open = true;
        }
        pen.stroke();
    }
}
