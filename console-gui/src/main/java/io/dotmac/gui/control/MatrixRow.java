package io.dotmac.gui.control;

import io.dotmac.gui.text.Texts;
import io.dotmac.gui.theme.Palette;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import org.jspecify.annotations.Nullable;

/// The drawn parts of one row of the matrix; they are used again for another node when the matrix scrolls.
final class MatrixRow {
    /// Below this width a cell has room for its glyph alone.
    static final double TIGHT = 46;

    private final Label name = new Label();
    private final List<Label> cells = new ArrayList<>();
    private final List<Tooltip> tips = new ArrayList<>();
    private Matrix.@Nullable Row row;

    MatrixRow(int columns, Consumer<MatrixCell> open) {
        name.getStyleClass().add("row-name");
        name.setOnMouseClicked(event -> clicked(0, open));
        for (int column = 0; column < columns; column++) {
            int index = column;
            Label cell = new Label();
            cell.setOnMouseClicked(event -> clicked(index, open));
            cells.add(cell);
            tips.add(new Tooltip());
        }
    }

    Label name() {
        return name;
    }

    List<Label> cells() {
        return cells;
    }

    void show(Matrix.Row next, int cursor) {
        row = next;
        name.setVisible(true);
        name.setText(next.name());
        name.setId("matrix-row-" + next.name());
        name.getStyleClass().setAll(cursor >= 0 ? List.of("row-name", "cursor") : List.of("row-name"));
        for (int column = 0; column < cells.size(); column++) {
            paint(cells.get(column), tips.get(column), next.cells().get(column), column == cursor);
        }
    }

    void hide() {
        row = null;
        name.setVisible(false);
        name.setId(null);
        cells.forEach(cell -> {
            cell.setVisible(false);
            cell.setId(null);
        });
    }

    private static void paint(Label label, Tooltip tip, Optional<Matrix.Cell> cell, boolean cursor) {
        List<String> classes = new ArrayList<>(List.of("matrix-cell"));
        classes.add(cell.map(Matrix.Cell::severity).map(Palette::name).orElse("absent"));
        if (cell.map(Matrix.Cell::direct).orElse(false)) {
            classes.add("direct");
        }
        if (cursor) {
            classes.add("cursor");
        }
        if (!label.getStyleClass().equals(classes)) {
            label.getStyleClass().setAll(classes);
        }
        label.setVisible(true);
        label.setId(cell.map(Matrix.Cell::id).orElse(null));
        String text = cell.map(Matrix.Cell::text).orElse("");
        // Where there is no room for the figure, the glyph stands alone; the tooltip has the rest.
        boolean tight = label.getWidth() > 0 && label.getWidth() < TIGHT && text.contains(" ");
        label.setText(tight ? text.substring(0, text.indexOf(' ')) : text);
        String explanation = cell.map(Matrix.Cell::explanation).orElse(Texts.of("matrix.absent"));
        label.setAccessibleText(explanation);
        tip.setText(explanation);
        label.setTooltip(cell.isPresent() ? tip : null);
    }

    private void clicked(int column, Consumer<MatrixCell> open) {
        if (row != null) {
            open.accept(new MatrixCell(row, column));
        }
    }
}
