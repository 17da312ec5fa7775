package io.dotmac.tui;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.dotmac.console.resource.Column;
import io.dotmac.console.resource.ResourceView;
import io.dotmac.model.Json;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/// How `get` prints rows.
enum OutputFormat {
    /// Aligned columns.
    TABLE,
    /// A list of wire records.
    JSON,
    /// Comma-separated, with a header, safe to open in a spreadsheet.
    CSV;

    /// Prints all rows.
    <R> void print(ResourceView<R> view, List<R> rows, PrintWriter out) {
        switch (this) {
            case TABLE -> table(view, rows, out);
            case JSON -> json(view, rows, out);
            case CSV -> csv(view, rows, out);
        }
        out.flush();
    }

    private static <R> void table(ResourceView<R> view, List<R> rows, PrintWriter out) {
        List<Column<R>> columns = view.columns();
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            Column<R> column = columns.get(i);
            int longest = rows.stream().mapToInt(row -> column.text(row).length()).max().orElse(0);
            widths[i] = Math.max(column.title().length(), longest);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            pad(text, columns.get(i).title(), widths[i], columns.get(i).align());
        }
        out.println(text.toString().stripTrailing());
        for (R row : rows) {
            text.setLength(0);
            for (int i = 0; i < widths.length; i++) {
                pad(text, columns.get(i).text(row), widths[i], columns.get(i).align());
            }
            out.println(text.toString().stripTrailing());
        }
    }

    private static void pad(StringBuilder text, String value, int width, Column.Align align) {
        String blanks = " ".repeat(width - value.length());
        text.append(align == Column.Align.RIGHT ? blanks + value : value + blanks).append("  ");
    }

    private static <R> void json(ResourceView<R> view, List<R> rows, PrintWriter out) {
        try {
            out.println(Json.mapper()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(rows.stream().map(view::wire).toList()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + view.id(), e);
        }
    }

    private static <R> void csv(ResourceView<R> view, List<R> rows, PrintWriter out) {
        out.println(view.columns().stream().map(Column::id).collect(Collectors.joining(",")));
        for (R row : rows) {
            out.println(view.columns().stream()
                    .map(column -> quoted(column.text(row)))
                    .collect(Collectors.joining(",")));
        }
    }

    /// A spreadsheet runs what begins like a formula; an apostrophe makes it text.
    static String quoted(String value) {
        boolean formula = !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0;
        String safe = formula ? "'" + value : value;
        boolean plain = safe.chars().noneMatch(sign -> sign == ',' || sign == '"' || sign == '\n');
        return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
