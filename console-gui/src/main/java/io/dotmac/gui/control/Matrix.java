package io.dotmac.gui.control;

import io.dotmac.model.fleet.Severity;
import java.util.List;
import java.util.Optional;

/// What the health matrix shows.
///
/// @param columns from the left
/// @param rows from the top
public record Matrix(List<Column> columns, List<Row> rows) {
    /// Copies the lists.
    public Matrix {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /// A column.
    ///
    /// @param id in lower case, part of the cells' node ids
    /// @param title above it
    /// @param brief above it where there is little room
    public record Column(String id, String title, String brief) {}

    /// A node.
    ///
    /// @param key stays the same while the row moves
    /// @param name shown
    /// @param cells one a column, empty where the node has no such thing; may be a view that is made as it is read,
    /// since of ten thousand rows twenty are drawn
    public record Row(String key, String name, List<Optional<Cell>> cells) {}

    /// A dependency, or the worst of several.
    ///
    /// @param id of the drawn node, for tests
    /// @param severity how it is filled
    /// @param text inside
    /// @param direct whether this console measured it itself
    /// @param explanation state, reason and age, as tooltip and for screen readers
    public record Cell(String id, Severity severity, String text, boolean direct, String explanation) {}
}
