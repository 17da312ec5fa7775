package io.dotmac.tui.view;

import io.dotmac.console.view.MatrixViewModel;
import io.dotmac.model.fleet.Severity;
import io.dotmac.tui.kit.Line;
import io.dotmac.tui.kit.Table;
import java.util.ArrayList;
import java.util.List;

/// Nodes against what they depend on, as cells of a table.
final class Matrix {
    private static final int NAME = 18;
    private static final int LEAST_NAME = 12;
    private static final int CELL = 6;
    private static final int LEAST_CELL = 5;

    private Matrix() {}

    /// The node's name, then a column for each kind.
    static List<Table.Column> columns(MatrixViewModel.State state) {
        List<Table.Column> columns = new ArrayList<>();
        columns.add(new Table.Column("NODE", NAME, LEAST_NAME, false, false, false));
        for (MatrixViewModel.Column column : state.columns()) {
            columns.add(new Table.Column(column.title(), CELL, LEAST_CELL, false, false, false));
        }
        return columns;
    }

    /// The cells of a node.
    static List<Table.Cell> cells(Skin skin, MatrixViewModel.Row row, boolean live) {
        List<Table.Cell> cells = new ArrayList<>();
        cells.add(Table.Cell.of(row.name(), live ? skin.text() : skin.muted()));
        row.cells().forEach(cell -> cells.add(cell(skin, cell)));
        return cells;
    }

    /// How many columns a matrix of that many kinds likes to have.
    static int width(MatrixViewModel.State state) {
        return NAME + state.columns().size() * (CELL + 2) + 2;
    }

    private static Table.Cell cell(Skin skin, MatrixViewModel.Cell cell) {
        if (!cell.present()) {
            return Table.Cell.of(skin.sign(" ", " "), skin.faint());
        }
        String mark = skin.mark(cell.severity());
        Line line = Line.of(mark, skin.severity(cell.severity()));
        if (!cell.text().isEmpty()) {
            line = line.and(cell.text(), skin.value(cell.severity()));
        }
        boolean told =
                cell.direct() && (cell.severity() == Severity.OK || cell.text().isEmpty());
        Line whole = told ? line.and("D", skin.accent()) : line;
        return width -> whole;
    }
}
