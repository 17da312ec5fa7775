package io.dotmac.tui;

import io.dotmac.console.resource.ResourceView;
import io.dotmac.console.resource.RowText;
import java.util.List;

/// How `get` prints rows.
enum OutputFormat {
    /// Aligned columns.
    TABLE,
    /// A list of wire records.
    JSON,
    /// Comma-separated, with a header, safe to open in a spreadsheet.
    CSV;

    /// All rows as text.
    <R> String text(ResourceView<R> view, List<R> rows) {
        return switch (this) {
            case TABLE -> RowText.table(view, rows);
            case JSON -> RowText.json(rows.stream().map(view::wire).toList()) + "\n";
            case CSV -> RowText.csv(view, rows);
        };
    }
}
