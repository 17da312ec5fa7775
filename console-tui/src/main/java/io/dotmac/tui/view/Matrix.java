package io.dotmac.tui.view;

import io.dotmac.console.view.MatrixViewModel;
import io.dotmac.model.fleet.Severity;
import io.dotmac.tui.kit.Line;
import io.dotmac.tui.kit.Table;
import io.dotmac.tui.kit.Text;
import java.util.ArrayList;
import java.util.List;

/// Nodes against what they depend on, as cells of a table.
final class Matrix {
    private static final int MOST_NAME = 24;
    private static final int LEAST_NAME = 12;
    private static final int CELL = 6;
    private static final int LEAST_CELL = 5;

    private Matrix() {}

    /// The node's name, then a column for each kind.
    static List<Table.Column> columns(MatrixViewModel.State state) {
        List<Table.Column> columns = new ArrayList<>();
        columns.add(new Table.Column("NODE", name(state), LEAST_NAME, false, false, false));
        for (MatrixViewModel.Column column : state.columns()) {
            columns.add(new Table.Column(column.title(), CELL, LEAST_CELL, false, false, false));
        }
        return columns;
    }

    /// The cells of a node.
    static List<Table.Cell> cells(Skin skin, MatrixViewModel.Row row, boolean live) {
        List<Table.Cell> cells = new ArrayList<>();
        cells.add(Table.Cell.of(row.name(), live ? skin.text() : skin.muted()));
        row.cells().forEach(cell -> cells.add(cell(skin, cell, live)));
        return cells;
    }

    /// How many columns a matrix of that many kinds likes to have.
    static int width(MatrixViewModel.State state) {
        return name(state) + state.columns().size() * (CELL + 2) + 2;
    }

    private static int name(MatrixViewModel.State state) {
        int longest = state.rows().stream()
                .mapToInt(row -> Text.width(row.name()))
                .max()
                .orElse(0);
        return Math.clamp(longest, LEAST_NAME, MOST_NAME);
    }

    private static Table.Cell cell(Skin skin, MatrixViewModel.Cell cell, boolean live) {
        if (!cell.present()) {
            return width -> Line.of(" ", skin.faint());
        }
        String mark = skin.mark(cell.severity());
        boolean past = cell.severity() == Severity.OK && !live && !cell.direct();
        Line line = Line.of(mark, past ? skin.muted() : skin.severity(cell.severity()));
        if (!cell.text().isEmpty()) {
            line = line.and(cell.text(), skin.value(cell.severity()));
        }
        boolean told =
                cell.direct() && (cell.severity() == Severity.OK || cell.text().isEmpty());
        Line whole = told ? line.and("D", skin.accent()) : line;
        return width -> whole;
    }
}
