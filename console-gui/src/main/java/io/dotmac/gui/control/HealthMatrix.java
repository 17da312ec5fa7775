package io.dotmac.gui.control;

import io.dotmac.gui.text.Texts;
import io.dotmac.model.fleet.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.geometry.Insets;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Region;

/// Nodes by dependencies: one row a node, one column a kind, worst first.
///
/// Draws only the rows that fit, so a thousand nodes cost as much as twenty. The wheel, the arrow keys, page up and
/// page down move; Enter or a click opens a cell. The cursor stays on its node when rows change places.
public final class HealthMatrix extends Region {
    private static final double ROW = 28;
    private static final double HEAD = 26;
    private static final double LEAST_NAME = 96;
    private static final double MOST_NAME = 190;
    private static final double CHARACTER = 7.3;
    private static final double GAP = 3;
    private static final double WIDEST = 72;

    private final List<Label> heads = new ArrayList<>();
    private final List<MatrixRow> pool = new ArrayList<>();
    private final ReadOnlyIntegerWrapper fitting = new ReadOnlyIntegerWrapper();
    private final Consumer<MatrixCell> opener;
    private Matrix matrix = new Matrix(List.of(), List.of());
    private int first;
    private int cursorColumn;
    private Optional<String> cursorKey = Optional.empty();

    /// @param open what a click or Enter on a cell does
    public HealthMatrix(Consumer<MatrixCell> open) {
        opener = open;
        setId("matrix");
        getStyleClass().add("matrix");
        setMinSize(0, 0);
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.TABLE_VIEW);
        setAccessibleText(Texts.of("matrix.accessible"));
        addEventHandler(ScrollEvent.SCROLL, event -> scrollTo(first + (event.getDeltaY() < 0 ? 1 : -1)));
        addEventHandler(KeyEvent.KEY_PRESSED, this::key);
        addEventHandler(MouseEvent.MOUSE_PRESSED, event -> requestFocus());
        focusedProperty().addListener((property, before, now) -> paint());
    }

    /// Shows `next`.
    public void show(Matrix next) {
        boolean columnsChanged = !next.columns().equals(matrix.columns());
        matrix = next;
        if (columnsChanged) {
            heads.clear();
            pool.clear();
            getChildren().clear();
            for (Matrix.Column column : next.columns()) {
                Label head = new Label(column.title());
                head.getStyleClass().add("head");
                heads.add(head);
            }
            getChildren().addAll(heads);
            cursorColumn =
                    Math.clamp(cursorColumn, 0, Math.max(0, next.columns().size() - 1));
        }
        if (cursorKey.isEmpty() && !next.rows().isEmpty()) {
            cursorColumn = worst(next.rows().getFirst());
        }
        requestLayout();
        paint();
    }

    private static int worst(Matrix.Row row) {
        int worst = 0;
        Severity most = Severity.OK;
        for (int column = 0; column < row.cells().size(); column++) {
            Severity severity =
                    row.cells().get(column).map(Matrix.Cell::severity).orElse(Severity.OK);
            if (severity.compareTo(most) > 0) {
                most = severity;
                worst = column;
            }
        }
        return worst;
    }

    /// How many rows fit at the present height.
    public ReadOnlyIntegerProperty fitting() {
        return fitting.getReadOnlyProperty();
    }

    @Override
    protected void layoutChildren() {
        Insets padding = getInsets();
        double width = getWidth() - padding.getLeft() - padding.getRight();
        double height = getHeight() - padding.getTop() - padding.getBottom() - HEAD;
        int rows = Math.max(0, (int) (height / ROW));
        fitting.set(rows);
        while (pool.size() < rows) {
            MatrixRow row = new MatrixRow(matrix.columns().size(), this::clicked);
            pool.add(row);
            getChildren().add(row.name());
            getChildren().addAll(row.cells());
        }
        for (int index = rows; index < pool.size(); index++) {
            pool.get(index).hide();
        }
        int columns = Math.max(1, matrix.columns().size());
        double name = nameWidth();
        double cell = Math.min(WIDEST, (width - name) / columns - GAP);
        for (int column = 0; column < heads.size(); column++) {
            double x = padding.getLeft() + name + column * (cell + GAP);
            Matrix.Column titles = matrix.columns().get(column);
            heads.get(column).setText(cell < MatrixRow.TIGHT ? titles.brief() : titles.title());
            place(heads.get(column), x, padding.getTop(), cell, HEAD);
        }
        for (int index = 0; index < rows; index++) {
            double y = padding.getTop() + HEAD + index * ROW;
            MatrixRow row = pool.get(index);
            place(row.name(), padding.getLeft(), y, name - 8, ROW);
            for (int column = 0; column < row.cells().size(); column++) {
                double x = padding.getLeft() + name + column * (cell + GAP);
                place(row.cells().get(column), x, y + 1.5, cell, ROW - GAP);
            }
        }
        paint();
    }

    /// As wide as the longest name, within reason; the same for all rows so that the columns stand.
    private double nameWidth() {
        int longest = 0;
        for (Matrix.Row row : matrix.rows()) {
            longest = Math.max(longest, row.name().length());
        }
        return Math.clamp(longest * CHARACTER + 20, LEAST_NAME, MOST_NAME);
    }

    private static void place(Region child, double x, double y, double width, double height) {
        child.resizeRelocate(Math.rint(x), Math.rint(y), Math.floor(width), Math.floor(height));
    }

    private void paint() {
        int rows = fitting.get();
        first = Math.clamp(first, 0, Math.max(0, matrix.rows().size() - rows));
        int cursor = cursorRow();
        for (int index = 0; index < Math.min(rows, pool.size()); index++) {
            int at = first + index;
            if (at < matrix.rows().size()) {
                pool.get(index).show(matrix.rows().get(at), at == cursor && isFocused() ? cursorColumn : -1);
            } else {
                pool.get(index).hide();
            }
        }
    }

    private int cursorRow() {
        String key = cursorKey.orElse("");
        for (int row = 0; row < matrix.rows().size(); row++) {
            if (matrix.rows().get(row).key().equals(key)) {
                return row;
            }
        }
        return 0;
    }

    private void scrollTo(int row) {
        first = row;
        paint();
    }

    private void clicked(MatrixCell cell) {
        cursorKey = Optional.of(cell.row().key());
        cursorColumn = cell.column();
        requestFocus();
        paint();
        opener.accept(cell);
    }

    private void key(KeyEvent event) {
        if (event.isShortcutDown() || event.isAltDown()) {
            return;
        }
        int page = Math.max(1, fitting.get() - 1);
        switch (event.getCode()) {
            case UP -> move(-1, 0);
            case DOWN -> move(1, 0);
            case LEFT -> move(0, -1);
            case RIGHT -> move(0, 1);
            case PAGE_UP -> move(-page, 0);
            case PAGE_DOWN -> move(page, 0);
            case HOME -> move(-matrix.rows().size(), 0);
            case END -> move(matrix.rows().size(), 0);
            case ENTER -> open();
            default -> {
                return;
            }
        }
        event.consume();
    }

    private void move(int rows, int columns) {
        if (matrix.rows().isEmpty()) {
            return;
        }
        int row = Math.clamp(cursorRow() + rows, 0, matrix.rows().size() - 1);
        cursorKey = Optional.of(matrix.rows().get(row).key());
        cursorColumn = Math.clamp(cursorColumn + columns, 0, matrix.columns().size() - 1);
        int shown = Math.max(1, fitting.get());
        first = Math.clamp(first, row - shown + 1, row);
        Matrix.Row at = matrix.rows().get(row);
        setAccessibleText(at.cells()
                .get(cursorColumn)
                .map(Matrix.Cell::explanation)
                .orElse(at.name() + ", " + Texts.of("matrix.absent")));
        paint();
    }

    private void open() {
        if (!matrix.rows().isEmpty()) {
            opener.accept(new MatrixCell(matrix.rows().get(cursorRow()), cursorColumn));
        }
    }
}
