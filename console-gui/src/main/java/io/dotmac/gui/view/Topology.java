package io.dotmac.gui.view;

import io.dotmac.console.look.SeverityStyle;
import io.dotmac.console.view.ReplicationViewModel;
import io.dotmac.console.view.ReplicationViewModel.Group;
import io.dotmac.console.view.ReplicationViewModel.Link;
import io.dotmac.gui.text.Texts;
import io.dotmac.gui.theme.Appearance;
import io.dotmac.gui.theme.Palette;
import io.dotmac.model.fleet.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Pane;
import javafx.scene.layout.VBox;
import javafx.scene.shape.CubicCurve;

/// Primaries at the left, their copies at the right, a curve in the colour of its link between them.
final class Topology extends Pane {
    private static final double BOX = 178;
    private static final double HEIGHT = 44;
    private static final double STEP = 56;
    private static final double MARGIN = 16;

    private final Appearance appearance;
    private final Consumer<String> open;
    private final List<Edge> edges = new ArrayList<>();
    private List<Group> shown = List.of();

    Topology(Appearance appearance, Consumer<String> open) {
        this.appearance = appearance;
        this.open = open;
        setId("topology");
        setMinSize(0, 0);
        appearance.palette().addListener((property, before, now) -> edges.forEach(this::colour));
    }

    /// Shows `state`; boxes are made anew only where primaries or copies came or went.
    void show(ReplicationViewModel.State state) {
        if (!names(state.groups()).equals(names(shown))) {
            rebuild(state.groups());
        }
        shown = state.groups();
        List<Link> links = state.links();
        for (int index = 0; index < edges.size(); index++) {
            Edge edge = edges.get(index);
            edge.link = links.get(index);
            edge.copy.show(edge.link.standby(), line(edge.link), edge.link.severity());
            colour(edge);
        }
        int first = 0;
        for (Group group : shown) {
            edges.get(first)
                    .primary
                    .show(
                            group.primary(),
                            marked(group.primarySeverity(), Texts.of("topology.primary")),
                            group.primarySeverity());
            first += group.links().size();
        }
    }

    private static String line(Link link) {
        return marked(link.severity(), link.state() + " · " + link.lag());
    }

    private static String marked(Severity severity, String words) {
        return severity == Severity.OK ? words : SeverityStyle.of(severity).glyph() + " " + words;
    }

    private static List<String> names(List<Group> groups) {
        List<String> names = new ArrayList<>();
        groups.forEach(group -> {
            names.add(group.primary());
            group.links().forEach(link -> names.add(link.key()));
        });
        return names;
    }

    private void rebuild(List<Group> groups) {
        edges.clear();
        getChildren().clear();
        for (Group group : groups) {
            Box primary = new Box();
            for (Link link : group.links()) {
                Edge edge = new Edge(primary, link);
                edge.copy.setId("topology-" + link.name());
                edge.copy.setOnMouseClicked(event -> open.accept(edge.link.key()));
                edge.copy.setOnKeyPressed(event -> {
                    if (event.getCode() == KeyCode.ENTER) {
                        open.accept(edge.link.key());
                        event.consume();
                    }
                });
                edges.add(edge);
                getChildren().add(edge.curve);
            }
            getChildren().add(primary);
        }
        edges.forEach(edge -> getChildren().add(edge.copy));
        requestLayout();
    }

    private void colour(Edge edge) {
        boolean quiet = edge.link.severity() == Severity.OK;
        Palette palette = appearance.palette().get();
        edge.curve.setStroke(quiet ? palette.colour("faint") : palette.line(edge.link.severity()));
        edge.curve.getStrokeDashArray().clear();
        if (edge.link.severity() == Severity.STALE || edge.link.state().equals("cut")) {
            edge.curve.getStrokeDashArray().addAll(4.0, 4.0);
        }
    }

    @Override
    protected void layoutChildren() {
        double box = Math.min(BOX, Math.max(80, (getWidth() - 3 * MARGIN - 40) / 2));
        double right = Math.min(getWidth() - box - MARGIN, MARGIN + box + 140);
        double used = edges.size() * STEP;
        double y = Math.max(MARGIN, (getHeight() - used) / 2);
        for (Edge edge : edges) {
            edge.copy.resizeRelocate(right, y, box, HEIGHT);
            y += STEP;
        }
        for (Edge edge : edges) {
            List<Edge> siblings = edges.stream()
                    .filter(other -> other.primary == edge.primary)
                    .toList();
            double top = siblings.getFirst().copy.getLayoutY();
            double bottom = siblings.getLast().copy.getLayoutY();
            edge.primary.resizeRelocate(MARGIN, (top + bottom) / 2, box, HEIGHT);
            edge.lay();
        }
    }

    @Override
    protected double computePrefHeight(double width) {
        return edges.size() * STEP + 2 * MARGIN;
    }

    /// A link: its curve, the box of its copy and that of its primary.
    private static final class Edge {
        private final Box primary;
        private final Box copy = new Box();
        private final CubicCurve curve = new CubicCurve();
        private Link link;

        Edge(Box primary, Link link) {
            this.primary = primary;
            this.link = link;
            copy.setFocusTraversable(true);
            curve.setFill(null);
            curve.setStrokeWidth(1.6);
        }

        void lay() {
            double fromX = primary.getLayoutX() + primary.getWidth();
            double fromY = primary.getLayoutY() + primary.getHeight() / 2;
            double toX = copy.getLayoutX();
            double toY = copy.getLayoutY() + copy.getHeight() / 2;
            double middle = (fromX + toX) / 2;
            curve.setStartX(fromX);
            curve.setStartY(fromY);
            curve.setControlX1(middle);
            curve.setControlY1(fromY);
            curve.setControlX2(middle);
            curve.setControlY2(toY);
            curve.setEndX(toX);
            curve.setEndY(toY);
        }
    }

    /// A server.
    private static final class Box extends VBox {
        private final Label name = new Label();
        private final Label line = new Label();

        Box() {
            name.getStyleClass().add("mono");
            line.getStyleClass().addAll("muted", "small");
            getChildren().addAll(name, line);
            setAccessibleRole(AccessibleRole.BUTTON);
            getStyleClass().add("topology-box");
        }

        void show(String server, String words, Severity severity) {
            name.setText(server);
            line.setText(words);
            getStyleClass().setAll(List.of("topology-box", Palette.name(severity)));
            setAccessibleText(server + ", " + words);
        }
    }
}
