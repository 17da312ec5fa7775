package io.dotmac.gui.view;

import io.dotmac.console.look.SeverityStyle;
import io.dotmac.console.view.MatrixViewModel;
import io.dotmac.gui.control.Matrix;
import io.dotmac.gui.text.Texts;
import java.util.AbstractList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Brings the shared matrix into the form that the control draws.
final class Matrices {
    private Matrices() {}

    static Matrix of(MatrixViewModel.State state, boolean faultsOnly) {
        List<Matrix.Column> columns = state.columns().stream()
                .map(column -> new Matrix.Column(column.id(), title(column), column.title()))
                .toList();
        List<Matrix.Row> rows = state.rows().stream()
                .filter(row -> !faultsOnly || SeverityStyle.isFault(row.severity()))
                .map(row -> row(row, columns))
                .toList();
        return new Matrix(columns, rows);
    }

    private static String title(MatrixViewModel.Column column) {
        String name = "matrix.column." + column.id();
        return Texts.has(name) ? Texts.of(name) : column.title();
    }

    private static Matrix.Row row(MatrixViewModel.Row row, List<Matrix.Column> columns) {
        List<Optional<Matrix.Cell>> cells = new AbstractList<>() {
            @Override
            public Optional<Matrix.Cell> get(int index) {
                MatrixViewModel.Cell cell = row.cells().get(index);
                return cell.present() ? Optional.of(cell(row, columns.get(index), cell)) : Optional.empty();
            }

            @Override
            public int size() {
                return columns.size();
            }
        };
        return new Matrix.Row(row.key(), row.name(), cells);
    }

    private static Matrix.Cell cell(MatrixViewModel.Row row, Matrix.Column column, MatrixViewModel.Cell cell) {
        String id = "matrix-cell-" + row.name() + "-" + column.id();
        String text = cell.text().isEmpty() ? String.valueOf(cell.glyph()) : cell.glyph() + " " + cell.text();
        String explanation = Texts.of(
                "matrix.cell",
                row.name(),
                column.title(),
                SeverityStyle.of(cell.severity()).label().toLowerCase(Locale.ROOT),
                cell.text());
        String spoken = cell.direct() ? explanation + ", " + Texts.of("table.direct") : explanation;
        return new Matrix.Cell(id, cell.severity(), text, cell.direct(), spoken.strip());
    }
}
