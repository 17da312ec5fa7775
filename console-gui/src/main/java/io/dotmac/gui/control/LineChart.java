package io.dotmac.gui.control;

import io.dotmac.gui.theme.Appearance;
import io.dotmac.gui.theme.Fonts;
import io.dotmac.gui.theme.Palette;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.DoubleFunction;
import javafx.geometry.VPos;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.shape.StrokeLineJoin;
import javafx.scene.text.TextAlignment;
import javafx.scene.transform.Scale;
import org.jspecify.annotations.Nullable;

/// One line over time on a canvas: 1.6 px, filled below, quarter grid, dashed threshold, holes where nothing is known,
/// and a crosshair that it shares with its neighbours.
///
/// Draws at the zoomed resolution, so it stays sharp; the line is thinned to one lowest and one highest value a pixel.
public final class LineChart extends Region {
    private static final double AXIS = 16;
    private static final double SCALE_WIDTH = 38;
    private static final double TOP = 4;
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

    private final Canvas canvas = new Canvas();
    private final Scale scale = new Scale();
    private final Appearance appearance;
    private final Crosshair crosshair;
    private final ZoneId zone;
    private final DoubleFunction<String> unit;
    private @Nullable Plot plot;

    /// @param appearance gives colours and zoom
    /// @param crosshair shared by the charts of a view
    /// @param zone of the times at the axis
    /// @param unit writes a value
    public LineChart(Appearance appearance, Crosshair crosshair, ZoneId zone, DoubleFunction<String> unit) {
        this.appearance = appearance;
        this.crosshair = crosshair;
        this.zone = zone;
        this.unit = unit;
        canvas.getTransforms().add(scale);
        canvas.setMouseTransparent(true);
        getChildren().add(canvas);
        setMinSize(80, 40);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        appearance.palette().addListener((property, before, now) -> draw());
        appearance.zoom().addListener((property, before, now) -> requestLayout());
        crosshair.time().addListener((property, before, now) -> draw());
        addEventHandler(MouseEvent.MOUSE_MOVED, event -> point(event.getX()));
        addEventHandler(MouseEvent.MOUSE_EXITED, event -> crosshair.time().set(Double.NaN));
    }

    /// Draws `next`.
    ///
    /// @param spoken what a screen reader says instead
    public void show(Plot next, String spoken) {
        plot = next;
        setAccessibleText(spoken);
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

    private void point(double x) {
        Plot shown = plot;
        if (shown == null || x < SCALE_WIDTH || x > getWidth()) {
            crosshair.time().set(Double.NaN);
            return;
        }
        double share = (x - SCALE_WIDTH) / (getWidth() - SCALE_WIDTH);
        crosshair.time().set(shown.from() + share * (shown.to() - shown.from()));
    }

    private void draw() {
        Plot shown = plot;
        double width = getWidth();
        double height = getHeight();
        GraphicsContext pen = canvas.getGraphicsContext2D();
        double zoom = appearance.zoom().get();
        pen.setTransform(zoom, 0, 0, zoom, 0, 0);
        pen.clearRect(0, 0, width + 1, height + 1);
        if (shown == null || width < SCALE_WIDTH + 20 || height < AXIS + 20) {
            return;
        }
        Frame frame = new Frame(shown, width, height);
        Palette palette = appearance.palette().get();
        grid(pen, palette, frame);
        line(pen, palette.line(shown.severity()), frame);
        threshold(pen, palette, frame);
        cross(pen, palette, frame);
    }

    private void grid(GraphicsContext pen, Palette palette, Frame frame) {
        pen.setLineWidth(1);
        pen.setLineDashes();
        pen.setFont(Fonts.text(11, false));
        pen.setTextBaseline(VPos.CENTER);
        for (int quarter = 0; quarter <= 4; quarter++) {
            double y = Math.round(frame.y(frame.top * quarter / 4)) + 0.5;
            pen.setStroke(palette.colour(quarter == 0 ? "line" : "row-line"));
            pen.strokeLine(SCALE_WIDTH, y, frame.right, y);
            if (quarter == 4 || quarter == 2 || quarter == 0) {
                pen.setFill(palette.colour("muted"));
                pen.setTextAlign(TextAlignment.RIGHT);
                pen.fillText(unit.apply(frame.top * quarter / 4), SCALE_WIDTH - 6, Math.max(y, 6));
            }
        }
        pen.setFill(palette.colour("muted"));
        double labels = Math.max(1, Math.floor((frame.right - SCALE_WIDTH) / 110));
        for (int label = 0; label <= labels; label++) {
            double time = frame.plot.from() + (frame.plot.to() - frame.plot.from()) * label / labels;
            pen.setTextAlign(
                    label == 0 ? TextAlignment.LEFT : label == labels ? TextAlignment.RIGHT : TextAlignment.CENTER);
            pen.fillText(HOUR.format(when(time)), frame.x(time), frame.bottom + AXIS / 2 + 2);
        }
    }

    private java.time.ZonedDateTime when(double time) {
        return Instant.ofEpochMilli((long) (time * 1000)).atZone(zone);
    }

    private static void line(GraphicsContext pen, Color colour, Frame frame) {
        Thinned thin = Thinned.of(frame.plot, (int) (frame.right - SCALE_WIDTH));
        pen.setStroke(colour);
        pen.setLineWidth(1.6);
        pen.setLineCap(StrokeLineCap.ROUND);
        pen.setLineJoin(StrokeLineJoin.ROUND);
        Color fill = colour.deriveColor(0, 1, 1, 0.14);
        for (int[] run : thin.runs()) {
            fill(pen, fill, frame, thin, run);
            pen.beginPath();
            for (int index = run[0]; index < run[1]; index++) {
                double x = frame.x(thin.at()[index]);
                double y = frame.y(thin.value()[index]);
                if (index == run[0]) {
                    pen.moveTo(x, y);
                    pen.lineTo(x + (run[1] - run[0] == 1 ? 1.6 : 0), y);
                } else {
                    pen.lineTo(x, y);
                }
            }
            pen.stroke();
        }
    }

    private static void fill(GraphicsContext pen, Color fill, Frame frame, Thinned thin, int[] run) {
        pen.setFill(fill);
        pen.beginPath();
        pen.moveTo(frame.x(thin.at()[run[0]]), frame.bottom);
        for (int index = run[0]; index < run[1]; index++) {
            pen.lineTo(frame.x(thin.at()[index]), frame.y(thin.value()[index]));
        }
        pen.lineTo(frame.x(thin.at()[run[1] - 1]), frame.bottom);
        pen.closePath();
        pen.fill();
    }

    private static void threshold(GraphicsContext pen, Palette palette, Frame frame) {
        Plot plot = frame.plot;
        if (Double.isNaN(plot.threshold())) {
            return;
        }
        double y = Math.round(frame.y(plot.threshold())) + 0.5;
        pen.setStroke(palette.line(plot.thresholdSeverity()));
        pen.setLineWidth(1);
        pen.setLineDashes(4, 3);
        pen.strokeLine(SCALE_WIDTH, y, frame.right, y);
        pen.setLineDashes();
        pen.setFill(palette.line(plot.thresholdSeverity()));
        pen.setTextAlign(TextAlignment.LEFT);
        pen.fillText(plot.thresholdText(), SCALE_WIDTH + 6, y - 8);
    }

    private void cross(GraphicsContext pen, Palette palette, Frame frame) {
        double time = crosshair.time().get();
        if (Double.isNaN(time)) {
            return;
        }
        double x = Math.round(frame.x(time)) + 0.5;
        pen.setStroke(palette.colour("muted"));
        pen.setLineWidth(1);
        pen.strokeLine(x, TOP, x, frame.bottom);
        double reach = Math.max(5, (frame.plot.to() - frame.plot.from()) / 60);
        double value = frame.plot.near(time, reach);
        String text = CLOCK.format(when(time)) + "  " + (Double.isNaN(value) ? "–" : unit.apply(value));
        boolean left = x > (SCALE_WIDTH + frame.right) / 2;
        pen.setTextAlign(left ? TextAlignment.RIGHT : TextAlignment.LEFT);
        pen.setFill(palette.colour("text"));
        pen.fillText(text, left ? x - 6 : x + 6, TOP + 8);
        if (!Double.isNaN(value)) {
            pen.setFill(palette.line(frame.plot.severity()));
            pen.fillOval(x - 3, frame.y(value) - 3, 6, 6);
        }
    }

    /// Where times and values are on the canvas.
    private static final class Frame {
        private final Plot plot;
        private final double top;
        private final double right;
        private final double bottom;

        Frame(Plot plot, double width, double height) {
            this.plot = plot;
            this.top = plot.top();
            this.right = width - 1;
            this.bottom = height - AXIS;
        }

        double x(double time) {
            double share = (time - plot.from()) / Math.max(1e-9, plot.to() - plot.from());
            return SCALE_WIDTH + Math.clamp(share, 0, 1) * (right - SCALE_WIDTH);
        }

        double y(double value) {
            return bottom - Math.clamp(value / top, 0, 1) * (bottom - TOP);
        }
    }
}
